import assert from "node:assert/strict";
import { heapSize } from "../../src/jail/wasm_memory.ts";

const PAGE = 65_536;
const MIB = 1024 * 1024;

Deno.test("the memory grows by an eighth where less is asked for", () => {
  assert.equal(heapSize(32 * MIB, 32 * MIB + 1, 1024 * MIB), 36 * MIB);
});

Deno.test("the memory grows ahead by 16 MiB at most", () => {
  assert.equal(heapSize(512 * MIB, 512 * MIB + 1, 4096 * MIB), 528 * MIB);
});

Deno.test("the memory grows to what is asked for where that is more, in whole pages", () => {
  assert.equal(heapSize(32 * MIB, 100 * MIB, 1024 * MIB), 100 * MIB);
  assert.equal(heapSize(32 * MIB, 100 * MIB + 1, 1024 * MIB), 100 * MIB + PAGE);
});

Deno.test("the memory grows ahead only as far as there is room", () => {
  assert.equal(heapSize(32 * MIB, 32 * MIB + 1, 33 * MIB), 33 * MIB);
  assert.equal(heapSize(32 * MIB, 32 * MIB + 1, 33 * MIB + PAGE - 1), 33 * MIB);
});

Deno.test("a request that fits exactly is granted, and one byte more is refused", () => {
  assert.equal(heapSize(32 * MIB, 64 * MIB, 64 * MIB), 64 * MIB);
  assert.equal(heapSize(32 * MIB, 64 * MIB + 1, 64 * MIB), null);
  assert.equal(heapSize(32 * MIB, 64 * MIB, 64 * MIB - 1), null);
});

Deno.test("nothing is granted where files have taken the room", () => {
  assert.equal(heapSize(32 * MIB, 32 * MIB + 1, 20 * MIB), null);
});

Deno.test("whatever is granted is at least what was asked for, in whole pages, and fits", () => {
  for (let current = PAGE; current < 200 * MIB; current = Math.ceil(current * 1.7 / PAGE) * PAGE) {
    for (const more of [1, PAGE, PAGE + 1, 3 * MIB, 50 * MIB]) {
      for (const room of [current, current + more, current + 4 * MIB, 300 * MIB + 12_345]) {
        const size = heapSize(current, current + more, room);
        if (size === null) continue;
        assert.equal(size % PAGE, 0);
        assert(size >= current + more && size <= room, `${current} + ${more} of ${room}: ${size}`);
      }
    }
  }
});
