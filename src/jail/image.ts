/**
 * HOSTILE ONCE A PROGRAM RUNS. The memory image: the WebAssembly memory of an interpreter that has started and
 * imported what programs import most, without the pages that are zero.
 *
 * Layout, little-endian: magic (8 bytes), format version (u32), length of the metadata (u32), checksum of the
 * metadata (u32), checksum of the pages (u32), metadata (JSON), zeros up to a page, pages.
 */
import { PAGE_BYTES } from "./mapping.ts";

/** Version of the layout above. */
const FORMAT_VERSION = 2;

const MAGIC = new TextEncoder().encode("PYSBXIMG");
const PREFIX_BYTES = 24;
const MAX_METADATA_BYTES = 1024 * 1024;

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

/** An image file whose prefix and metadata have been read and checked. */
export interface Image {
  readonly metadata: ImageMetadata;
  readonly pagesChecksum: number;
  /** Where in the file the first page is. */
  readonly pagesOffset: number;
  /** Stands at the first page. */
  readonly file: ByteSource;
}

/** Where an image is read from. */
export interface ByteSource {
  /** Reads at most as much as `target` holds; null at the end. */
  readSync(target: Uint8Array<ArrayBuffer>): number | null;
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
  prefix.setUint32(16, checksum([file.subarray(PREFIX_BYTES, start)]), true);
  prefix.setUint32(
    20,
    checksum(runs.map(([address, length]) => heap.subarray(address, address + length))),
    true,
  );
  return file;
}

/**
 * Reads and checks the metadata of an image file.
 *
 * @throws {ImageError} where it is of another format, cut short, changed, or of another module.
 */
export function openImage(file: ByteSource, wasmBytes: number): Image {
  const prefix = new Uint8Array(PREFIX_BYTES);
  readFully(file, prefix);
  if (MAGIC.some((byte, at) => prefix[at] !== byte)) {
    throw new ImageError("The memory image does not start with its magic");
  }
  const fields = new DataView(prefix.buffer);
  const version = fields.getUint32(8, true);
  if (version !== FORMAT_VERSION) {
    throw new ImageError(`The memory image has format ${version}, expected ${FORMAT_VERSION}`);
  }
  const metadataLength = fields.getUint32(12, true);
  if (metadataLength > MAX_METADATA_BYTES) {
    throw new ImageError(`The memory image announces ${metadataLength} bytes of metadata`);
  }
  const head = new Uint8Array(pagesOffset(metadataLength) - PREFIX_BYTES);
  readFully(file, head);
  if (checksum([head]) !== fields.getUint32(16, true)) {
    throw new ImageError("The memory image's metadata does not match its checksum");
  }
  const metadata = JSON.parse(
    new TextDecoder().decode(head.subarray(0, metadataLength)),
  ) as ImageMetadata;
  if (metadata.wasmBytes !== wasmBytes) {
    throw new ImageError("The memory image belongs to another WebAssembly module");
  }
  return {
    metadata,
    pagesChecksum: fields.getUint32(20, true),
    pagesOffset: pagesOffset(metadataLength),
    file,
  };
}

/**
 * Reads the pages straight into a memory that is all zeros: no copy of the image is ever made.
 *
 * @throws {ImageError} where the file is cut short or its pages were changed.
 */
export function restoreImage(image: Image, heap: Uint8Array<ArrayBuffer>): void {
  const runs = image.metadata.runs.map(([address, length]) =>
    heap.subarray(address, address + length)
  );
  for (const run of runs) readFully(image.file, run);
  if (image.file.readSync(new Uint8Array(1)) !== null) {
    throw new ImageError("The memory image is longer than its metadata says");
  }
  if (checksum(runs) !== image.pagesChecksum) {
    throw new ImageError("The memory image's pages do not match their checksum");
  }
}

/**
 * Maps the pages into a memory that is all zeros. Like a program that the system maps, they are not summed first: most of
 * them are never loaded.
 *
 * @param over puts the part of the image file at an offset in the place of some of the memory.
 * @returns false where the system refuses; the memory is as it was, or partly mapped.
 */
export function mapImage(
  image: Image,
  heap: Uint8Array<ArrayBuffer>,
  over: (target: Uint8Array<ArrayBuffer>, offset: number) => boolean,
): boolean {
  let offset = image.pagesOffset;
  return image.metadata.runs.every(([address, length]) => {
    const isMapped = over(heap.subarray(address, address + length), offset);
    offset += length;
    return isMapped;
  });
}

function readFully(file: ByteSource, target: Uint8Array<ArrayBuffer>): void {
  for (let at = 0; at < target.length;) {
    const count = file.readSync(target.subarray(at));
    if (count === null) throw new ImageError("The memory image ends too early");
    at += count;
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
  return Math.ceil((PREFIX_BYTES + metadataLength) / PAGE_BYTES) * PAGE_BYTES;
}

/**
 * A checksum against corruption, not against an attacker: multiply and add in four lanes, at several gigabytes a
 * second (SHA-256 would add to each start what the whole restore takes). Each part must start at a multiple of four
 * and be a multiple of eight long.
 */
export function checksum(parts: readonly Uint8Array<ArrayBuffer>[]): number {
  const prime = 0x01000193;
  let [a, b, c, d] = [1, 2, 3, 4];
  for (const part of parts) {
    // Signed words: unsigned ones would be boxed until the engine has optimized the loop.
    const words = new Int32Array(part.buffer, part.byteOffset, part.length >>> 2);
    const end = words.length;
    let at = 0;
    for (; at + 4 <= end; at += 4) {
      a = Math.imul(a ^ words[at]!, prime) + 1 | 0;
      b = Math.imul(b ^ words[at + 1]!, prime) + 1 | 0;
      c = Math.imul(c ^ words[at + 2]!, prime) + 1 | 0;
      d = Math.imul(d ^ words[at + 3]!, prime) + 1 | 0;
    }
    for (; at < end; at++) a = Math.imul(a ^ words[at]!, prime) + 1 | 0;
  }
  return (Math.imul(Math.imul(Math.imul(a, prime) ^ b, prime) ^ c, prime) ^ d) >>> 0;
}
