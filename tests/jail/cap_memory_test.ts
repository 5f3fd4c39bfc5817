import assert from "node:assert/strict";
import { memoryMaximumOffset, slimModule } from "../../src/wasm/slim.ts";
import { capMemory } from "../../src/jail/wasm_memory.ts";
import { WASM_PAGE_BYTES } from "../../src/pack/pages.ts";
import { instantiate, makeModule, MEMORY, type TestExports } from "../wasm/modules.ts";

/** An instance whose memory is capped; without a cap it could have 4 GiB. */
function capped(maxBytes: number): TestExports {
  const bytes = slimModule(makeModule(MEMORY.upToAll), () => true);
  capMemory(bytes, memoryMaximumOffset(bytes), maxBytes);
  return instantiate(bytes);
}

Deno.test("the memory grows to its cap and not a page further, from inside", () => {
  // Pages whose number takes one byte, and two, as a LEB128.
  for (const pages of [1, 2, 3, 127, 128, 300]) {
    const { grow, memory, answer } = capped(pages * WASM_PAGE_BYTES);
    assert.equal(grow(pages), -1);
    assert.equal(grow(pages - 1), 1);
    assert.equal(grow(1), -1);
    assert.equal(memory.buffer.byteLength, pages * WASM_PAGE_BYTES);
    // A refusal harms nothing.
    assert.equal(answer(), 42);
  }
});

Deno.test("the memory cannot be grown past its cap from outside either", () => {
  const { memory } = capped(3 * WASM_PAGE_BYTES);
  assert.equal(memory.grow(2), 1);
  assert.throws(() => memory.grow(1), RangeError);
  assert.equal(memory.buffer.byteLength, 3 * WASM_PAGE_BYTES);
});

Deno.test("a cap within a page is rounded down", () => {
  const { grow } = capped(3 * WASM_PAGE_BYTES - 1);
  assert.deepEqual([grow(1), grow(1)], [1, -1]);
});

Deno.test("a cap below what the memory starts with is no module any more", () => {
  assert.throws(() => capped(WASM_PAGE_BYTES - 1), WebAssembly.CompileError);
});

Deno.test("every cap from a page to 4 GiB is written as a LEB128 of three bytes and no other byte is touched", () => {
  for (const pages of [1, 127, 128, 640, 4096, 16_383, 16_384, 65_535, 65_536]) {
    const bytes = new Uint8Array(5).fill(0xEE);
    capMemory(bytes, 1, pages * WASM_PAGE_BYTES);
    const [before, low, middle, high, after] = bytes as unknown as [
      ...[number, number, number, number, number],
    ];
    assert.deepEqual([before, after], [0xEE, 0xEE]);
    assert.deepEqual([low >>> 7, middle >>> 7, high >>> 7], [1, 1, 0]);
    assert.equal(low & 0x7F | (middle & 0x7F) << 7 | high << 14, pages);
  }
});
