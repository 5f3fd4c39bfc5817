/** Writes the memory image that `src/pack/image.ts` reads and describes. */
import {
  IMAGE_MAGIC,
  IMAGE_PREFIX_BYTES,
  IMAGE_VERSION,
  type ImageMetadata,
  pagesOffset,
} from "./image.ts";
import { checksum } from "./checksum.ts";
import { PAGE_BYTES } from "./pages.ts";

/** What `encodeImage` is told of an image. */
export type ImageAbout = Omit<ImageMetadata, "heapBytes" | "runs" | "isDifference">;

/**
 * The image file of a memory.
 *
 * @param base the memory of the image that it is to be laid over; null where it stands alone.
 */
export function encodeImage(
  heap: Uint8Array<ArrayBuffer>,
  about: ImageAbout,
  base: Uint8Array<ArrayBuffer> | null = null,
): Uint8Array<ArrayBuffer> {
  const runs = findRuns(heap, base ?? new Uint8Array(0));
  const isDifference = base !== null;
  const metadata = new TextEncoder().encode(
    JSON.stringify(
      { ...about, isDifference, heapBytes: heap.length, runs } satisfies ImageMetadata,
    ),
  );
  const start = pagesOffset(metadata.length);
  const pageBytes = runs.reduce((sum, [, length]) => sum + length, 0);
  const file = new Uint8Array(start + pageBytes);
  file.set(metadata, IMAGE_PREFIX_BYTES);
  let at = start;
  for (const [address, length] of runs) {
    file.set(heap.subarray(address, address + length), at);
    at += length;
  }
  file.set(IMAGE_MAGIC);
  const prefix = new DataView(file.buffer);
  prefix.setUint32(8, IMAGE_VERSION, true);
  prefix.setUint32(12, metadata.length, true);
  prefix.setUint32(16, checksum([file.subarray(IMAGE_PREFIX_BYTES, start)]), true);
  prefix.setUint32(
    20,
    checksum(runs.map(([address, length]) => heap.subarray(address, address + length))),
    true,
  );
  return file;
}

/** Runs of pages that differ from those of `base`, behind which all is zero. */
function findRuns(
  heap: Uint8Array<ArrayBuffer>,
  base: Uint8Array<ArrayBuffer>,
): [address: number, length: number][] {
  const words = new BigUint64Array(heap.buffer, heap.byteOffset, heap.length / 8);
  const before = new BigUint64Array(base.buffer, base.byteOffset, base.length / 8);
  const wordsPerPage = PAGE_BYTES / 8;
  const runs: [number, number][] = [];
  for (let page = 0; page * PAGE_BYTES < heap.length; page++) {
    const start = page * wordsPerPage;
    const isSame = words.subarray(start, start + wordsPerPage)
      .every((word, at) => word === (before[start + at] ?? 0n));
    if (isSame) continue;
    const last = runs.at(-1);
    if (last !== undefined && last[0] + last[1] === page * PAGE_BYTES) last[1] += PAGE_BYTES;
    else runs.push([page * PAGE_BYTES, PAGE_BYTES]);
  }
  return runs;
}
