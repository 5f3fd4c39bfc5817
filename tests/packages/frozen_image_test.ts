import assert from "node:assert/strict";
import { openImage, restoreImage } from "../../src/pack/image.ts";
import { WASM_PAGE_BYTES } from "../../src/pack/pages.ts";
import { readerOf } from "../../src/packages/environment_image.ts";
import { frozenImage, type ImageBase } from "../../src/packages/frozen_image.ts";

const metadata = {
  ...{
    pyodide: "1.2.3",
    wasmBytes: 999,
    entry: 4242,
    stackLimits: 800,
    stdoutBuffer: 900,
    isDifference: true,
  },
  ...{ heapBytes: 3 * WASM_PAGE_BYTES, runs: [] },
};
const heapEndWord = 64;
const base: ImageBase = {
  heap: new Uint8Array(2 * WASM_PAGE_BYTES).fill(1),
  ...{ metadata, heapEndWord },
};

/** A jail's memory that says that its heap ends there. */
function memoryOf(pages: number, heapEnd: number): Uint8Array<ArrayBuffer> {
  const memory = new Uint8Array(pages * WASM_PAGE_BYTES);
  memory.set(base.heap);
  new DataView(memory.buffer).setUint32(heapEndWord, heapEnd, true);
  return memory;
}

function restored(image: Uint8Array<ArrayBuffer>): Uint8Array {
  const opened = openImage(readerOf(image), metadata.wasmBytes);
  const heap = new Uint8Array(opened.metadata.heapBytes);
  heap.set(base.heap);
  restoreImage(opened, heap);
  return heap;
}

Deno.test("an image has the memory as it was, but for the limits of the stack, which are those of any machine", () => {
  const memory = memoryOf(4, 3 * WASM_PAGE_BYTES + 5);
  memory[3 * WASM_PAGE_BYTES + 4] = 9;
  memory.fill(7, 800, 812);
  const heap = restored(frozenImage(memory.slice(), base));
  memory.fill(1, 800, 812);
  assert.deepEqual(heap, memory);
});

Deno.test("memory that nobody has used is left out, but never what the jail has started with", () => {
  const size = (memory: Uint8Array<ArrayBuffer>) => restored(frozenImage(memory, base)).length;
  assert.equal(size(memoryOf(9, 10)), 3 * WASM_PAGE_BYTES);
  assert.equal(size(memoryOf(9, 4 * WASM_PAGE_BYTES)), 4 * WASM_PAGE_BYTES);
  assert.equal(size(memoryOf(9, 4 * WASM_PAGE_BYTES + 1)), 5 * WASM_PAGE_BYTES);
  const used = memoryOf(9, 10);
  used[7 * WASM_PAGE_BYTES] = 1;
  assert.equal(size(used), 8 * WASM_PAGE_BYTES);
});

Deno.test("where a jail says that its heap ends changes nothing else", () => {
  for (const lie of [0, 2 ** 31, 2 ** 32 - 1]) {
    const { length } = restored(frozenImage(memoryOf(5, lie), base));
    assert.equal(length, (lie === 0 ? 3 : 5) * WASM_PAGE_BYTES);
  }
});

Deno.test("what is no memory is refused", () => {
  for (const length of [0, 2 * WASM_PAGE_BYTES, 3 * WASM_PAGE_BYTES + 1]) {
    assert.throws(() => frozenImage(new Uint8Array(length), base), {
      name: "PackageError",
      message:
        `the sandbox gave a memory of ${length} bytes; expected at least ${metadata.heapBytes}`,
    });
  }
});
