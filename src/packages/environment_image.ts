/** TRUSTED. The memory image of an environment: that of pysandbox's own pack, and behind its heap the data of side modules. */
import { encodeImage } from "../pack/encode_image.ts";
import { type ByteSource, type Image, openImage, restoreImage } from "../pack/image.ts";
import { PAGE_BYTES, WASM_PAGE_BYTES } from "../pack/pages.ts";
import type { LinkOutput } from "../link/environment.ts";

/** Alignment of the end of the heap, as the C library has it. */
const HEAP_ALIGNMENT = 16;

/** A memory, and where its heap ends. */
export interface BaseImage {
  readonly image: Image;
  readonly heap: Uint8Array<ArrayBuffer>;
  /** The first page that is free. */
  readonly memoryStart: number;
}

/**
 * Reads the image of pysandbox's own pack.
 *
 * @param wasmBytes length of the module that it belongs to.
 * @param heapEndWord address of the word in which the C library keeps where the heap ends.
 */
export function readBaseImage(
  member: Uint8Array<ArrayBuffer>,
  wasmBytes: number,
  heapEndWord: number,
): BaseImage {
  const image = openImage(readerOf(member), wasmBytes);
  const heap = new Uint8Array(image.metadata.heapBytes);
  restoreImage(image, heap);
  const end = new DataView(heap.buffer).getUint32(heapEndWord, true);
  return { image, heap, memoryStart: Math.ceil(end / PAGE_BYTES) * PAGE_BYTES };
}

/** Reads bytes that are there. */
export function readerOf(bytes: Uint8Array<ArrayBuffer>): ByteSource {
  let at = 0;
  return {
    readSync: (target) => {
      if (at === bytes.length) return null;
      const part = bytes.subarray(at, at + target.length);
      target.set(part);
      at += part.length;
      return part.length;
    },
  };
}

/** What differs in an image with the data of side modules, and a heap that ends behind it. */
export function environmentImage(
  { image: { metadata }, heap }: BaseImage,
  { data, memoryEnd, python }: LinkOutput,
  heapEndWord: number,
): Uint8Array<ArrayBuffer> {
  const end = Math.ceil(memoryEnd / HEAP_ALIGNMENT) * HEAP_ALIGNMENT;
  const pages = Math.ceil(Math.max(heap.length, end) / WASM_PAGE_BYTES);
  const larger = new Uint8Array(pages * WASM_PAGE_BYTES);
  larger.set(heap);
  for (const { address, bytes } of data) larger.set(bytes, address);
  new DataView(larger.buffer).setUint32(heapEndWord, end, true);
  const { pyodide, entry, stackLimits, stdoutBuffer } = metadata;
  const about = { pyodide, wasmBytes: python.length, entry, stackLimits, stdoutBuffer };
  return encodeImage(larger, about, heap);
}
