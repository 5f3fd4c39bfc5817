/** TRUSTED. The memory image of a warmed-up environment. What is in the memory is a jail's; where it comes to stand is not. */
import { encodeImage } from "../pack/encode_image.ts";
import type { ImageMetadata } from "../pack/image.ts";
import { WASM_PAGE_BYTES } from "../pack/pages.ts";
import { PackageError } from "./package_error.ts";

/** What the image is laid over, and belongs to. */
export interface ImageBase {
  /** The memory of pysandbox's own image. */
  readonly heap: Uint8Array<ArrayBuffer>;
  /** The metadata of the image with which the jail has started. */
  readonly metadata: ImageMetadata;
  /** Address of the word in which the C library keeps where the heap ends. */
  readonly heapEndWord: number;
}

/** Words of CPython's limits of its stack, which follow from the machine on which the jail ran: see `recursion.ts`. */
const STACK_LIMIT_WORDS = 3;

/**
 * The image of a memory.
 *
 * @throws {PackageError} where it cannot be one.
 */
export function frozenImage(
  memory: Uint8Array<ArrayBuffer>,
  { heap, metadata, heapEndWord }: ImageBase,
): Uint8Array<ArrayBuffer> {
  if (memory.length < metadata.heapBytes || memory.length % WASM_PAGE_BYTES !== 0) {
    throw new PackageError(
      `the sandbox gave a memory of ${memory.length} bytes; expected at least ${metadata.heapBytes}`,
    );
  }
  const { pyodide, wasmBytes, entry, stackLimits, stdoutBuffer } = metadata;
  for (let at = stackLimits; at < stackLimits + 4 * STACK_LIMIT_WORDS; at++) memory[at] = heap[at]!;
  const used = memory.subarray(0, Math.max(metadata.heapBytes, usedBytes(memory, heapEndWord)));
  return encodeImage(used, { pyodide, wasmBytes, entry, stackLimits, stdoutBuffer }, heap);
}

/** Up to where anything is used: what the C library has not taken yet need not be there. */
function usedBytes(memory: Uint8Array<ArrayBuffer>, heapEndWord: number): number {
  let end = memory.length;
  while (memory[end - 1] === 0) end--;
  const heapEnd = new DataView(memory.buffer, memory.byteOffset).getUint32(heapEndWord, true);
  const used = Math.max(end, Math.min(heapEnd, memory.length));
  return Math.ceil(used / WASM_PAGE_BYTES) * WASM_PAGE_BYTES;
}
