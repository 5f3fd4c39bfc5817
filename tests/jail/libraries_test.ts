import assert from "node:assert/strict";
import { Libraries } from "../../src/jail/libraries.ts";

const NATIVES = { "m/_m.so": { prepare: 5, symbols: { PyInit__m: 6 } } };
const member = new TextEncoder().encode(JSON.stringify(NATIVES));
const [NOTE, SYMBOL] = [1000, 3000];

/** A memory with the C library's note of a path, and the name of a symbol. */
function memory(path: string, symbol = ""): Uint8Array<ArrayBuffer> {
  const heap = new Uint8Array(65_536);
  heap.set(new TextEncoder().encode(path), NOTE + 36);
  heap.set(new TextEncoder().encode(symbol), SYMBOL);
  return heap;
}

Deno.test("what is listed is made ready when it is opened, and has the symbols that are listed", () => {
  const called: number[] = [];
  const libraries = new Libraries(member);
  const heap = memory("/lib/python3.14/site-packages/m/_m.so", "PyInit__m");
  assert.equal(libraries.open(heap, NOTE, (slot) => called.push(slot)), 1);
  assert.deepEqual(called, [5]);
  assert.equal(libraries.find(heap, NOTE, SYMBOL), 6);
});

Deno.test("nothing else can be opened, and nothing else be found in it", () => {
  const refuse = () => assert.fail();
  const site = "/lib/python3.14/site-packages";
  for (
    const path of [
      "",
      "m/_m.so",
      `${site}/m/_m.s`,
      `${site}/m/../m/_m.so`,
      "__proto__",
      "constructor",
    ]
  ) {
    assert.equal(new Libraries(member).open(memory(path), NOTE, refuse), 0, path);
  }
  const path = `${site}/m/_m.so`;
  assert.equal(new Libraries(null).open(memory(path), NOTE, refuse), 0);
  for (const symbol of ["", "prepare", "malloc", "__proto__", "toString"]) {
    assert.equal(new Libraries(member).find(memory(path, symbol), NOTE, SYMBOL), 0, symbol);
  }
});

Deno.test("texts without an end, and addresses beyond the memory, are no paths", () => {
  const heap = new Uint8Array(65_536).fill(0x61);
  for (const note of [0, 60_000, 65_536, 2 ** 32 - 1, Number.NaN]) {
    assert.equal(new Libraries(member).open(heap, note, () => assert.fail()), 0, `${note}`);
    assert.equal(new Libraries(member).find(heap, note, note), 0, `${note}`);
  }
});
