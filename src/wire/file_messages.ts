/**
 * BOUNDARY. Files on their way in and out. In: after the request and before the source come a `Folder` or a `File` frame for each, with
 * its path; behind a `File` one `FileBytes` frame with all its contents; `FilesSent` is the last, which the jail answers with `FilesIn`.
 * Out: after the program's end the host sends `ListFiles`, the jail a `FileEntry` for each and `FilesListed`; then the host sends
 * `TakeFiles` with the numbers of those that it wants, and the jail their contents, one after the other, as `TakenBytes`.
 */
import { MessageError } from "./fields.ts";

/** Whether the files that were sent are in. */
export const FilesInStatus = { done: 0, noRoom: 1, inTheWay: 2 } as const;

/** Most files and folders that a jail lists. */
export const MOST_LISTED = 10_000;

/** A file or folder as the jail lists it. */
export interface FileEntry {
  readonly isFolder: boolean;
  /** 0 for a folder. */
  readonly bytes: number;
  readonly name: string;
}

/** The end of a list. */
export interface ListEnd {
  /** How many are not in the list: beyond the most, or with a name that is too long. */
  readonly leftOut: number;
}

const FOLDER = 0;
const FILE = 1;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The payload of a `FileEntry`. `name` is in UTF-8. */
export function encodeFileEntry(
  isFolder: boolean,
  bytes: number,
  name: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const payload = new Uint8Array(5 + name.length);
  payload[0] = isFolder ? FOLDER : FILE;
  new DataView(payload.buffer).setUint32(1, bytes, true);
  payload.set(name, 5);
  return payload;
}

/** @throws {MessageError} where the payload is no entry. What its name means is for the reader to judge. */
export function decodeFileEntry(payload: Uint8Array): FileEntry {
  const kind = payload[0];
  if (payload.length < 6 || kind !== FILE && kind !== FOLDER) {
    throw new MessageError("An entry in the list of files is none");
  }
  const bytes = uint32(payload, 1);
  if (kind === FOLDER && bytes !== 0) throw new MessageError("A listed folder has bytes");
  try {
    return { isFolder: kind === FOLDER, bytes, name: decoder.decode(payload.subarray(5)) };
  } catch {
    throw new MessageError("The name of a listed file is no UTF-8");
  }
}

/** The payload of a `FilesListed`. */
export function encodeListEnd({ leftOut }: ListEnd): Uint8Array<ArrayBuffer> {
  return numbers([leftOut]);
}

/** @throws {MessageError} where the payload is no end of a list. */
export function decodeListEnd(payload: Uint8Array): ListEnd {
  if (payload.length !== 4) throw new MessageError("The end of the list of files is none");
  return { leftOut: uint32(payload, 0) };
}

/** The payload of a `TakeFiles`: numbers in the list, counted from 0. */
export function encodeTakeFiles(wanted: readonly number[]): Uint8Array<ArrayBuffer> {
  return numbers(wanted);
}

/** The numbers in a `TakeFiles`. */
export function decodeTakeFiles(payload: Uint8Array): number[] {
  return Array.from({ length: payload.length >> 2 }, (_, at) => uint32(payload, 4 * at));
}

/** A path as the payload of a `Folder` or `File`. */
export function encodePath(path: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(path);
}

/** The path in the payload of a `Folder` or `File`. */
export function decodePath(payload: Uint8Array): string {
  return decoder.decode(payload);
}

/** Whether the files are in: the byte of a `FilesIn`. @throws {MessageError} where it is none that is known. */
export function decodeFilesIn(payload: Uint8Array): number {
  const [status = -1] = payload;
  if (Object.values(FilesInStatus).some((known) => known === status)) return status;
  throw new MessageError("What became of the files is none of what is known");
}

function numbers(values: readonly number[]): Uint8Array<ArrayBuffer> {
  const payload = new Uint8Array(4 * values.length);
  const view = new DataView(payload.buffer);
  values.forEach((value, at) => view.setUint32(4 * at, value, true));
  return payload;
}

function uint32(payload: Uint8Array, at: number): number {
  return new DataView(payload.buffer, payload.byteOffset).getUint32(at, true);
}
