/**
 * HOSTILE ONCE A PROGRAM RUNS. Reads the memory image: the WebAssembly memory of an interpreter that has started and
 * imported what programs import most, without the pages that are zero. `src/pack/encode_image.ts` writes it.
 *
 * Layout, little-endian: magic (8 bytes), format version (u32), length of the metadata (u32), checksum of the
 * metadata (u32), checksum of the pages (u32), metadata (JSON), zeros up to a page, pages.
 */
import { checksum } from "./checksum.ts";
import { PAGE_BYTES } from "./pages.ts";

/** Version of the layout above. */
export const IMAGE_VERSION = 3;

/** How an image file begins. */
export const IMAGE_MAGIC = new TextEncoder().encode("PYSBXIMG");

/** Bytes before the metadata. */
export const IMAGE_PREFIX_BYTES = 24;

const MAX_METADATA_BYTES = 1024 * 1024;

/** The metadata of an image. */
export interface ImageMetadata {
  /** Version of Pyodide whose memory this is. */
  readonly pyodide: string;
  /** Length in bytes of the WebAssembly module that the image belongs to. */
  readonly wasmBytes: number;
  /** Whether it has only the pages in which the memory differs from that of pysandbox's own image. */
  readonly isDifference: boolean;
  /** Size of the whole memory, zeros included. */
  readonly heapBytes: number;
  /** Address of the Python function that answers a request. */
  readonly entry: number;
  /** Address of CPython's limits of its stack: see `recursion.ts`. */
  readonly stackLimits: number;
  /** Address of Python's buffer of standard output: see `stdout_buffer.ts`. */
  readonly stdoutBuffer: number;
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

/**
 * Reads and checks the metadata of an image file.
 *
 * @throws {ImageError} where it is of another format, cut short, changed, or of another module.
 */
export function openImage(file: ByteSource, wasmBytes: number): Image {
  const prefix = new Uint8Array(IMAGE_PREFIX_BYTES);
  readFully(file, prefix);
  if (IMAGE_MAGIC.some((byte, at) => prefix[at] !== byte)) {
    throw new ImageError("The memory image does not start with its magic");
  }
  const fields = new DataView(prefix.buffer);
  const version = fields.getUint32(8, true);
  if (version !== IMAGE_VERSION) {
    throw new ImageError(`The memory image has format ${version}, expected ${IMAGE_VERSION}`);
  }
  const metadataLength = fields.getUint32(12, true);
  if (metadataLength > MAX_METADATA_BYTES) {
    throw new ImageError(`The memory image announces ${metadataLength} bytes of metadata`);
  }
  const head = new Uint8Array(pagesOffset(metadataLength) - IMAGE_PREFIX_BYTES);
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
 * Reads the pages straight into a memory that is all zeros, or what the image differs from: no copy of the image is ever made.
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
 * Maps the pages into a memory that is all zeros. Their checksum is not compared, as with any program that the system maps: most of
 * them are never loaded.
 *
 * @param over maps the part of the image file at an offset over some of the memory.
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

/** Where in the file the pages begin, behind metadata of so many bytes. */
export function pagesOffset(metadataLength: number): number {
  return Math.ceil((IMAGE_PREFIX_BYTES + metadataLength) / PAGE_BYTES) * PAGE_BYTES;
}
