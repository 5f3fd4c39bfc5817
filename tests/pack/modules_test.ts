import assert from "node:assert/strict";
import { checksum } from "../../src/pack/checksum.ts";
import { encodeModules } from "../../src/pack/encode_modules.ts";
import { decodeModules } from "../../src/pack/lazy_modules.ts";

const MODULES = [[1, 2, 3], [], [4], [5, 6]].map((one) => Uint8Array.from(one));

Deno.test("the modules are had back in their order, wherever their bytes lie", () => {
  const bytes = encodeModules(MODULES, (at) => at === 2);
  const modulesOf = (member: Uint8Array<ArrayBuffer>) =>
    decodeModules(member).map(({ bytes }) => bytes);
  assert.deepEqual(modulesOf(bytes), MODULES);
  const moved = new Uint8Array(bytes.length + 3);
  moved.set(bytes, 3);
  assert.deepEqual(modulesOf(moved.subarray(3)), MODULES);
  assert.deepEqual(decodeModules(bytes).map(({ isLikely }) => isLikely), [
    false,
    false,
    true,
    false,
  ]);
});

Deno.test("they are not copied", () => {
  const member = encodeModules(MODULES, () => false);
  for (const { bytes } of decodeModules(member)) assert.equal(bytes.buffer, member.buffer);
});

Deno.test("there may be none", () => {
  assert.deepEqual(decodeModules(encodeModules([], () => false)), []);
});

Deno.test("each has a checksum, with the zeros behind it", () => {
  const modules = decodeModules(encodeModules(MODULES, () => false));
  for (const { padded, checksum: expected, bytes } of modules) {
    assert.equal(padded.length % 8, 0);
    assert.deepEqual(padded.subarray(0, bytes.length), bytes);
    assert.equal(checksum([padded.slice()]), expected);
  }
});
