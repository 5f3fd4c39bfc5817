/** TRUSTED code that reads hostile bytes: the files of a zip archive, which is what a wheel is. */
import { crc32, inflateRawSync } from "node:zlib";
import { PackageError } from "./package_error.ts";

/** Most bytes of all files together. */
const MOST_BYTES = 1024 * 1024 * 1024;

/** Signatures of the records, and their lengths without what is variable. */
const END = { signature: 0x06054b50, length: 22 } as const;
const ENTRY = { signature: 0x02014b50, length: 46 } as const;
const LOCAL = { signature: 0x04034b50, length: 30 } as const;

const [STORED, DEFLATED] = [0, 8];
const ENCRYPTED = 1;

/** What an archive of another format has in place of a number. */
const [ZIP64_COUNT, ZIP64_OFFSET] = [0xFFFF, 0xFFFFFFFF];

/** The kind of file in what Unix keeps of one, and that of a link. */
const [KIND, LINK] = [0o170000, 0o120000];

/** A file of an archive, not yet unpacked. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes that it has, as the archive says; another number is found out when it is unpacked. */
  readonly size: number;
  /** Unpacks it. @throws {PackageError} */
  contents(): Uint8Array<ArrayBuffer>;
}

/**
 * The files of an archive by their names, as they are written there, in their order. Folders are left out. Nothing is unpacked.
 *
 * @throws {PackageError} where it is no archive, or not one of those that wheels are.
 */
export function readZip(archive: Uint8Array<ArrayBuffer>): Map<string, ZipEntry> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.length);
  const files = new Map<string, ZipEntry>();
  const end = endRecord(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === ZIP64_COUNT || at === ZIP64_OFFSET) throw new PackageError("it is too large");
  let room = MOST_BYTES;
  for (let entry = 0; entry < count; entry++) {
    if (at + ENTRY.length > end || view.getUint32(at, true) !== ENTRY.signature) {
      throw new PackageError("its directory is damaged");
    }
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      view.getUint16(at + offset, true)
    ) as [number, number, number];
    const name = decodeName(archive.subarray(at + ENTRY.length, at + ENTRY.length + nameLength));
    const size = view.getUint32(at + 24, true);
    room -= size;
    if (room < 0) throw new PackageError(`its files have more than ${MOST_BYTES} bytes`);
    if ((view.getUint16(at + 40, true) & KIND) === LINK) {
      throw new PackageError(`'${name}' is a link`);
    }
    if (!name.endsWith("/")) {
      if (files.has(name)) throw new PackageError(`it has '${name}' twice`);
      const record = at;
      files.set(name, { name, size, contents: () => contents(archive, view, record, name, size) });
    }
    at += ENTRY.length + nameLength + extraLength + commentLength;
  }
  // Other readers would begin elsewhere, and see other files.
  if (at !== end) throw new PackageError("its directory is damaged");
  return files;
}

/** Where the last record is. It has a comment behind it, which ends with the archive: anything else means two archives in one. */
function endRecord(view: DataView): number {
  const first = Math.max(0, view.byteLength - END.length - 0xFFFF);
  for (let at = view.byteLength - END.length; at >= first; at--) {
    if (view.getUint32(at, true) !== END.signature) continue;
    if (at + END.length + view.getUint16(at + 20, true) === view.byteLength) return at;
  }
  throw new PackageError("it is no zip archive");
}

function decodeName(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new PackageError("it has a file name that is not UTF-8");
  }
}

function contents(
  archive: Uint8Array<ArrayBuffer>,
  view: DataView,
  entry: number,
  name: string,
  size: number,
): Uint8Array<ArrayBuffer> {
  const [flags, method] = [view.getUint16(entry + 8, true), view.getUint16(entry + 10, true)];
  const [sum, packed] = [view.getUint32(entry + 16, true), view.getUint32(entry + 20, true)];
  const local = view.getUint32(entry + 42, true);
  const isThere = local + LOCAL.length <= archive.length &&
    view.getUint32(local, true) === LOCAL.signature;
  if (!isThere || (flags & ENCRYPTED) !== 0) throw new PackageError(`'${name}' cannot be read`);
  const nameAt = local + LOCAL.length;
  const nameLength = view.getUint16(local + 26, true);
  const directoryName = archive.subarray(entry + ENTRY.length).subarray(0, nameLength);
  const isSame = nameLength === view.getUint16(entry + 28, true) &&
    archive.subarray(nameAt, nameAt + nameLength).every((byte, at) => byte === directoryName[at]);
  if (!isSame) throw new PackageError(`'${name}' has another name where its contents are`);
  const start = nameAt + nameLength + view.getUint16(local + 28, true);
  const bytes = archive.subarray(start, start + packed);
  const file = method === STORED
    ? bytes.slice()
    : method === DEFLATED
    ? inflated(bytes, size)
    : null;
  if (file === null || file.length !== size || crc32(file) !== sum) {
    throw new PackageError(`'${name}' is damaged, or packed in another way`);
  }
  return file;
}

function inflated(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> | null {
  try {
    return new Uint8Array(inflateRawSync(bytes, { maxOutputLength: Math.max(1, size) }));
  } catch {
    return null;
  }
}
