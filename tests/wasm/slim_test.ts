import assert from "node:assert/strict";
import { dropData, memoryMaximumOffset, slimModule } from "../../src/wasm/slim.ts";
import { instantiate, makeModule, MEMORY } from "./modules.ts";

const NEEDED: ReadonlySet<string> = new Set(["answer", "grow", "flag"]);
const isNeeded = (name: string) => NEEDED.has(name);

Deno.test("the module of these tests is one", () => {
  const { answer, grow, memory } = instantiate(makeModule());
  assert.equal(answer(), 42);
  assert.equal(memory.buffer.byteLength, 65_536);
  assert.deepEqual([grow(9), grow(1)], [1, -1]);
});

Deno.test("exports that nobody needs are gone, and the others work as before", () => {
  const slim = slimModule(makeModule(), isNeeded);
  const exports = instantiate(slim);
  assert.deepEqual(Object.keys(exports), ["memory", "answer", "grow", "flag"]);
  assert.equal(exports.answer(), 42);
});

Deno.test("an export that is neither function nor global stays, needed or not", () => {
  const slim = slimModule(makeModule(), () => false);
  assert.deepEqual(Object.keys(instantiate(slim)), ["memory"]);
});

Deno.test("of the custom sections only the dynamic linker's stays", () => {
  const slim = new WebAssembly.Module(slimModule(makeModule(), isNeeded));
  const [dylink, ...more] = WebAssembly.Module.customSections(slim, "dylink.0");
  assert.deepEqual([...new Uint8Array(dylink!)], [1, 2, 3]);
  assert.deepEqual(more, []);
  assert.deepEqual(WebAssembly.Module.customSections(slim, "name"), []);
});

Deno.test("the memory's maximum is the same, and can be found", () => {
  const cases = [[MEMORY.upToTen, [0x8A, 0x80, 0]], [MEMORY.upToAll, [0x80, 0x80, 4]]] as const;
  for (const [memory, maximum] of cases) {
    const bytes = slimModule(makeModule(memory), isNeeded);
    const at = memoryMaximumOffset(bytes);
    assert.deepEqual([...bytes.subarray(at, at + 3)], maximum);
  }
  const { grow } = instantiate(slimModule(makeModule(), isNeeded));
  assert.deepEqual([grow(9), grow(1)], [1, -1]);
});

Deno.test("a module that was slimmed can be slimmed again and does not change", () => {
  const once = slimModule(makeModule(), isNeeded);
  const twice = slimModule(once, isNeeded);
  assert.deepEqual(twice, once);
});

Deno.test("what is no module of version 1 is refused", () => {
  for (const bytes of [[], [0, 0x61, 0x73, 0x6D], [0, 0x61, 0x73, 0x6D, 2, 0, 0, 0]]) {
    assert.throws(() => slimModule(Uint8Array.from(bytes), isNeeded), {
      message: "Not a WebAssembly module",
    });
  }
});

Deno.test("a module without a memory of its own is refused", () => {
  assert.throws(() => slimModule(makeModule(null), isNeeded), {
    message: "The module has no memory of its own",
  });
});

Deno.test("a memory without maximum, a shared one, or two of them are refused", () => {
  for (const memory of [MEMORY.withoutMaximum, MEMORY.shared, MEMORY.two]) {
    assert.throws(() => slimModule(makeModule(memory), isNeeded), {
      message: "Expected one memory with a maximum",
    });
  }
});

Deno.test("a module that is cut short is refused, in the head of a section and in its body", () => {
  const whole = makeModule();
  for (const missing of [1, 50, 200, 205, 206]) {
    assert.throws(
      () => slimModule(whole.slice(0, whole.length - missing), isNeeded),
      { message: "The module ends too early" },
      `without its last ${missing} bytes`,
    );
  }
});

Deno.test("without its data a module is whole, and its memory starts as zeros", () => {
  const bytes = slimModule(makeModule(MEMORY.upToAll), () => true);
  const bare = dropData(bytes);
  assert.ok(WebAssembly.validate(bare));
  assert.equal(dropData(bare).toString(), bare.toString());
});
