/** Small made-up memories, and files in memory, for the tests of the image. */
import type { ByteSource } from "../../src/pack/image.ts";
import { PAGE_BYTES } from "../../src/pack/pages.ts";

/** Where the fields of an image file stand, and how long its prefix is. */
export const OFFSETS = { version: 8, metadataLength: 12, prefix: 24 } as const;

/** What the test images say of themselves. */
export const ABOUT = {
  ...{ pyodide: "1.2.3", wasmBytes: 999 },
  ...{ entry: 4242, stackLimits: 777, stdoutBuffer: 8888 },
} as const;

/** A memory of ten pages: three runs that are not zero, one of them at the very end. */
export function makeHeap(): Uint8Array<ArrayBuffer> {
  const heap = new Uint8Array(10 * PAGE_BYTES);
  heap[PAGE_BYTES + 5] = 1;
  heap[3 * PAGE_BYTES] = 2;
  heap.fill(3, 4 * PAGE_BYTES, 5 * PAGE_BYTES);
  heap[heap.length - 1] = 4;
  return heap;
}

/** A file that is read at most `atOnce` bytes at a time. */
export function asFile(bytes: Uint8Array<ArrayBuffer>, atOnce = Infinity): ByteSource {
  let position = 0;
  return {
    readSync: (target) => {
      const count = Math.min(target.length, atOnce, bytes.length - position);
      if (count === 0) return null;
      target.set(bytes.subarray(position, position + count));
      position += count;
      return count;
    },
  };
}

/** Where the pages of an image file begin. */
export function pagesStart(file: Uint8Array<ArrayBuffer>): number {
  const length = new DataView(file.buffer).getUint32(OFFSETS.metadataLength, true);
  return Math.ceil((OFFSETS.prefix + length) / PAGE_BYTES) * PAGE_BYTES;
}
