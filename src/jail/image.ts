/**
 * HOSTILE ONCE A PROGRAM RUNS. The memory image: the WebAssembly memory of an interpreter that has started and
 * imported what programs import most, without the pages that are zero.
 *
 * Layout, little-endian: magic (8 bytes), format version (u32), length of the metadata (u32), checksum of the
 * metadata (u32), checksum of the pages (u32), metadata (JSON), zeros up to a multiple of 8, pages.
 */

/** Version of the layout above. */
const FORMAT_VERSION = 1;

const MAGIC = new TextEncoder().encode("PYSBXIMG");
const PREFIX_BYTES = 24;
const PAGE_BYTES = 4096;

/** What an image says of itself. */
export interface ImageMetadata {
  /** Version of Pyodide whose memory this is. */
  readonly pyodide: string;
  /** Length in bytes of the WebAssembly module that the image belongs to. */
  readonly wasmBytes: number;
  /** Size of the whole memory, zeros included. */
  readonly heapBytes: number;
  /** Address of the Python function that answers a request. */
  readonly entry: number;
  /** Address and length of each run of pages, in the order in which they follow the metadata. */
  readonly runs: readonly (readonly [address: number, length: number])[];
}

/** A checked image. */
export interface Image {
  readonly metadata: ImageMetadata;
  readonly pages: Uint8Array<ArrayBuffer>;
}

/** The image file is not what it should be. */
export class ImageError extends Error {
  override readonly name = "ImageError";
}

/** The image file of a memory. */
export function encodeImage(
  heap: Uint8Array<ArrayBuffer>,
  about: Omit<ImageMetadata, "heapBytes" | "runs">,
): Uint8Array<ArrayBuffer> {
  const runs = findRuns(heap);
  const metadata = new TextEncoder().encode(
    JSON.stringify({ ...about, heapBytes: heap.length, runs } satisfies ImageMetadata),
  );
  const start = pagesOffset(metadata.length);
  const pageBytes = runs.reduce((sum, [, length]) => sum + length, 0);
  const file = new Uint8Array(start + pageBytes);
  file.set(metadata, PREFIX_BYTES);
  let at = start;
  for (const [address, length] of runs) {
    file.set(heap.subarray(address, address + length), at);
    at += length;
  }
  file.set(MAGIC);
  const prefix = new DataView(file.buffer);
  prefix.setUint32(8, FORMAT_VERSION, true);
  prefix.setUint32(12, metadata.length, true);
  prefix.setUint32(16, checksum(file.subarray(PREFIX_BYTES, start)), true);
  prefix.setUint32(20, checksum(file.subarray(start)), true);
  return file;
}

/**
 * Checks an image file and takes it apart. Nothing is copied.
 *
 * @throws {ImageError} where it is of another format, cut short, changed, or of another module.
 */
export function decodeImage(file: Uint8Array<ArrayBuffer>, wasmBytes: number): Image {
  if (file.length < PREFIX_BYTES || MAGIC.some((byte, at) => file[at] !== byte)) {
    throw new ImageError("The memory image does not start with its magic");
  }
  const prefix = new DataView(file.buffer, file.byteOffset, PREFIX_BYTES);
  const version = prefix.getUint32(8, true);
  if (version !== FORMAT_VERSION) {
    throw new ImageError(`The memory image has format ${version}, expected ${FORMAT_VERSION}`);
  }
  const metadataLength = prefix.getUint32(12, true);
  const start = pagesOffset(metadataLength);
  if (file.length < start) throw new ImageError("The memory image ends inside its metadata");
  const head = file.subarray(PREFIX_BYTES, start);
  if (checksum(head) !== prefix.getUint32(16, true)) {
    throw new ImageError("The memory image's metadata does not match its checksum");
  }
  const metadata = JSON.parse(
    new TextDecoder().decode(head.subarray(0, metadataLength)),
  ) as ImageMetadata;
  const pages = file.subarray(start);
  const expected = metadata.runs.reduce((sum, [, length]) => sum + length, 0);
  if (pages.length !== expected) {
    throw new ImageError(
      `The memory image has ${pages.length} bytes of pages, expected ${expected}`,
    );
  }
  if (checksum(pages) !== prefix.getUint32(20, true)) {
    throw new ImageError("The memory image's pages do not match their checksum");
  }
  if (metadata.wasmBytes !== wasmBytes) {
    throw new ImageError("The memory image belongs to another WebAssembly module");
  }
  return { metadata, pages };
}

/** Copies the image into a memory that is all zeros from its first page on. */
export function restoreImage(image: Image, heap: Uint8Array): void {
  let at = 0;
  for (const [address, length] of image.metadata.runs) {
    heap.set(image.pages.subarray(at, at + length), address);
    at += length;
  }
}

/** Runs of pages that are not zero. */
function findRuns(heap: Uint8Array<ArrayBuffer>): [address: number, length: number][] {
  const words = new BigUint64Array(heap.buffer, heap.byteOffset, heap.length / 8);
  const wordsPerPage = PAGE_BYTES / 8;
  const runs: [number, number][] = [];
  for (let page = 0; page * PAGE_BYTES < heap.length; page++) {
    const start = page * wordsPerPage;
    if (words.subarray(start, start + wordsPerPage).every((word) => word === 0n)) continue;
    const last = runs.at(-1);
    if (last !== undefined && last[0] + last[1] === page * PAGE_BYTES) last[1] += PAGE_BYTES;
    else runs.push([page * PAGE_BYTES, PAGE_BYTES]);
  }
  return runs;
}

function pagesOffset(metadataLength: number): number {
  return Math.ceil((PREFIX_BYTES + metadataLength) / 8) * 8;
}

/**
 * A checksum against corruption, not against an attacker: multiply and add in four lanes, which reads several
 * gigabytes a second (SHA-256 would double the time that an image takes to load). `bytes` must start at a multiple
 * of four and be a multiple of four long.
 */
function checksum(bytes: Uint8Array<ArrayBuffer>): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
  const prime = 0x01000193;
  let [a, b, c, d] = [1, 2, 3, 4];
  const whole = words.length & ~3;
  for (let at = 0; at < whole; at += 4) {
    a = Math.imul(a ^ words[at]!, prime) + 1;
    b = Math.imul(b ^ words[at + 1]!, prime) + 1;
    c = Math.imul(c ^ words[at + 2]!, prime) + 1;
    d = Math.imul(d ^ words[at + 3]!, prime) + 1;
  }
  for (let at = whole; at < words.length; at++) a = Math.imul(a ^ words[at]!, prime) + 1;
  return (Math.imul(Math.imul(Math.imul(a, prime) ^ b, prime) ^ c, prime) ^ d ^ words.length) >>> 0;
}
