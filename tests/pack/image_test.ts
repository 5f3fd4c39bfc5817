import assert from "node:assert/strict";
import { encodeImage } from "../../src/pack/encode_image.ts";
import { mapImage, openImage, restoreImage } from "../../src/pack/image.ts";
import { PAGE_BYTES } from "../../src/pack/pages.ts";
import { ABOUT, asFile, makeHeap, pagesStart } from "./images.ts";

Deno.test("a memory is restored as it was, however little the file gives at a time", () => {
  const heap = makeHeap();
  const file = encodeImage(heap, ABOUT);
  for (const atOnce of [1, 7, 4096, Infinity]) {
    const image = openImage(asFile(file, atOnce), ABOUT.wasmBytes);
    const restored = new Uint8Array(heap.length);
    restoreImage(image, restored);
    assert.deepEqual(restored, heap);
  }
});

Deno.test("the metadata says what the image is of, and where its pages belong", () => {
  const { metadata } = openImage(asFile(encodeImage(makeHeap(), ABOUT)), ABOUT.wasmBytes);
  assert.deepEqual(metadata, {
    ...ABOUT,
    isDifference: false,
    heapBytes: 10 * PAGE_BYTES,
    runs: [[PAGE_BYTES, PAGE_BYTES], [3 * PAGE_BYTES, 2 * PAGE_BYTES], [
      9 * PAGE_BYTES,
      PAGE_BYTES,
    ]],
  });
});

Deno.test("pages of zeros are not in the file", () => {
  const file = encodeImage(makeHeap(), ABOUT);
  assert.equal(file.length - pagesStart(file), 4 * PAGE_BYTES);
});

Deno.test("a memory of zeros has an image without pages", () => {
  const file = encodeImage(new Uint8Array(3 * PAGE_BYTES), ABOUT);
  const image = openImage(asFile(file), ABOUT.wasmBytes);
  assert.deepEqual(image.metadata.runs, []);
  const restored = new Uint8Array(3 * PAGE_BYTES);
  restoreImage(image, restored);
  assert(restored.every((byte) => byte === 0));
});

Deno.test("an image fits into a memory that is larger", () => {
  const heap = makeHeap();
  const larger = new Uint8Array(heap.length + 5 * PAGE_BYTES);
  restoreImage(openImage(asFile(encodeImage(heap, ABOUT)), ABOUT.wasmBytes), larger);
  assert.deepEqual(larger.subarray(0, heap.length), heap);
  assert(larger.subarray(heap.length).every((byte) => byte === 0));
});

Deno.test("the same memory gives the same file", () => {
  assert.deepEqual(encodeImage(makeHeap(), ABOUT), encodeImage(makeHeap(), ABOUT));
});

Deno.test("pages begin at a page of the file, and each run is mapped from where it stands there", () => {
  const heap = makeHeap();
  const file = encodeImage(heap, ABOUT);
  const image = openImage(asFile(file), ABOUT.wasmBytes);
  assert.equal(image.pagesOffset, pagesStart(file));
  assert.equal(image.pagesOffset % PAGE_BYTES, 0);
  const mapped = new Uint8Array(heap.length);
  const done = mapImage(image, mapped, (target, offset) => {
    assert.equal(target.byteOffset % PAGE_BYTES, 0);
    assert.equal(offset % PAGE_BYTES, 0);
    target.set(file.subarray(offset, offset + target.length));
    return true;
  });
  assert(done);
  assert.deepEqual(mapped, heap);
});

Deno.test("where one run cannot be mapped, nothing more is, and the pages can still be read", () => {
  const heap = makeHeap();
  const file = encodeImage(heap, ABOUT);
  const image = openImage(asFile(file), ABOUT.wasmBytes);
  const restored = new Uint8Array(heap.length);
  let calls = 0;
  assert.equal(mapImage(image, restored, () => ++calls < 2), false);
  assert.equal(calls, 2);
  restoreImage(image, restored);
  assert.deepEqual(restored, heap);
});

Deno.test("a difference has the pages that differ, those of zeros as well, and is laid over the other image", () => {
  const base = makeHeap();
  const heap = new Uint8Array(base.length + 2 * PAGE_BYTES);
  heap.set(base);
  heap[PAGE_BYTES + 7]! ^= 1;
  heap.fill(0, 3 * PAGE_BYTES, 4 * PAGE_BYTES);
  heap[base.length + 5] = 9;
  const file = encodeImage(heap, ABOUT, base);
  const image = openImage(asFile(file), ABOUT.wasmBytes);
  assert.equal(image.metadata.isDifference, true);
  assert.deepEqual(image.metadata.runs, [
    ...[[PAGE_BYTES, PAGE_BYTES], [3 * PAGE_BYTES, PAGE_BYTES], [base.length, PAGE_BYTES]],
  ]);
  const restored = new Uint8Array(heap.length);
  restored.set(base);
  restoreImage(image, restored);
  assert.deepEqual(restored, heap);
});
