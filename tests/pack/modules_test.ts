import assert from "node:assert/strict";
import { encodeModules } from "../../src/pack/encode_modules.ts";
import { decodeModules } from "../../src/pack/lazy_modules.ts";

const MODULES = [[1, 2, 3], [], [4], [5, 6]].map((one) => Uint8Array.from(one));

Deno.test("the modules are had back in their order, wherever their bytes lie", () => {
  const bytes = encodeModules(MODULES);
  assert.deepEqual(decodeModules(bytes), MODULES);
  const moved = new Uint8Array(bytes.length + 3);
  moved.set(bytes, 3);
  assert.deepEqual(decodeModules(moved.subarray(3)), MODULES);
});

Deno.test("they are not copied", () => {
  const bytes = encodeModules(MODULES);
  for (const one of decodeModules(bytes)) assert.equal(one.buffer, bytes.buffer);
});

Deno.test("there may be none", () => {
  assert.deepEqual(decodeModules(encodeModules([])), []);
});
