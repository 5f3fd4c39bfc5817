/** TRUSTED code that reads hostile bytes: the files of a zip archive, which is what a wheel is. */
import { crc32, inflateRawSync } from "node:zlib";
import { PackageError } from "./package_error.ts";

/** Most files of an archive, and bytes of all together. */
const [MOST_FILES, MOST_BYTES] = [100_000, 1024 * 1024 * 1024];

/** Signatures of the records, and their lengths without what is variable. */
const END = { signature: 0x06054b50, length: 22 } as const;
const ENTRY = { signature: 0x02014b50, length: 46 } as const;
const LOCAL = { signature: 0x04034b50, length: 30 } as const;

const [STORED, DEFLATED] = [0, 8];
const ENCRYPTED = 1;

/**
 * The files of an archive by their names, as they are written there. Folders are left out.
 *
 * @throws {PackageError} where it is no archive, or not one of those that wheels are.
 */
export function readZip(archive: Uint8Array<ArrayBuffer>): Map<string, Uint8Array<ArrayBuffer>> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.length);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const end = endRecord(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count > MOST_FILES || at === 0xFFFFFFFF) throw new PackageError("it is too large");
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
    if (!name.endsWith("/")) {
      if (files.has(name)) throw new PackageError(`it has '${name}' twice`);
      files.set(name, contents(archive, view, at, name, size));
    }
    at += ENTRY.length + nameLength + extraLength + commentLength;
  }
  return files;
}

function endRecord(view: DataView): number {
  // A comment follows, of at most 64 KiB.
  const first = Math.max(0, view.byteLength - END.length - 0xFFFF);
  for (let at = view.byteLength - END.length; at >= first; at--) {
    if (view.getUint32(at, true) === END.signature) return at;
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
  const start = local + LOCAL.length + view.getUint16(local + 26, true) +
    view.getUint16(local + 28, true);
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
