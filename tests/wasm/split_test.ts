import assert from "node:assert/strict";
import { Reader, SectionId, sectionsOf } from "../../src/wasm/binary.ts";
import { memoryMaximumOffset } from "../../src/wasm/slim.ts";
import { takeApart } from "../../src/wasm/parts.ts";
import { type SplitModule, splitModule } from "../../src/wasm/split.ts";
import { encodeModules } from "../../src/pack/encode_modules.ts";
import { decodeModules } from "../../src/pack/lazy_modules.ts";
import { LazyModules, partExports } from "../../src/jail/lazy_modules.ts";
import { LOADER, makeWhole, type Other, OWN_FUNCTIONS, type WholeExports } from "./whole_module.ts";

/** An instance, and which modules it asked for so far. */
interface Running extends WholeExports {
  readonly asked: number[];
  readonly names: readonly string[];
}

/** The bytes of the module in parts: the owner of each of its functions is named. */
function split(owners: readonly number[], parts: number): SplitModule {
  return splitModule(takeApart(makeWhole()), (index) => owners[index - 1]!, parts, LOADER);
}

function functionCount(wasm: Uint8Array<ArrayBuffer>): number {
  const code = [...sectionsOf(wasm)].find(({ id }) => id === SectionId.Code)!;
  return new Reader(code.body).leb();
}

/** The module in parts, running: the owner of each of its functions is named. */
function start(owners: readonly number[], parts: number): Running {
  const { main, lazy } = split(owners, parts);
  const asked: number[] = [];
  const loaded = new LazyModules(decodeModules(encodeModules(lazy, () => false)));
  const imports = {
    env: {
      [LOADER]: (number: number) => {
        asked.push(number);
        assert.equal(loaded.load(number), true);
        return 0;
      },
    },
  };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(main), imports);
  const { own, shared } = partExports(exports);
  loaded.connect(imports, shared);
  return { ...own as unknown as WholeExports, asked, names: Object.keys(own) };
}

/** All that can be asked of the module, in an order in which each call finds what the others did. */
function answers({ one, two, three, thrown, variable, memory }: WholeExports): unknown[] {
  return [
    ...[two(4), variable.value, three(1, 10), thrown(41), one(-7), variable.value],
    ...[three(2, 5), two(-1), new Int32Array(memory.buffer)[2], variable.value],
  ];
}

const EXPECTED = [10, 1, 62n, 42, -6, 5, 37n, 0, 0, 8];

Deno.test("the module of these tests does what they take for granted", () => {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(makeWhole()), {
    env: { [LOADER]: () => assert.fail() },
  });
  assert.deepEqual(answers(instance.exports as unknown as WholeExports), EXPECTED);
});

Deno.test("whichever functions are in which of three modules, all does the same, and each is loaded once at most", () => {
  for (let at = 0; at < 3 ** OWN_FUNCTIONS; at++) {
    const owners = Array.from({ length: OWN_FUNCTIONS }, (_, n) => Math.floor(at / 3 ** n) % 3);
    const running = start(owners, 3);
    assert.deepEqual(running.asked, []);
    assert.deepEqual(answers(running), EXPECTED, `functions in ${owners}`);
    const expected = [1, 2].filter((number) => owners.includes(number)).map((number) => -number);
    assert.deepEqual(running.asked.sort(), expected);
  }
});

Deno.test("a module is loaded when one of its functions is called, by whomever, and not before", () => {
  const running = start([0, 1, 2, 2], 3);
  running.one(1);
  assert.deepEqual(running.asked, []);
  running.two(1);
  assert.deepEqual(running.asked, [-1]);
  // One that a module calls which was loaded later itself.
  const other = start([1, 2, 0, 0], 3);
  other.two(1);
  assert.deepEqual(other.asked, [-2, -1]);
});

Deno.test("a module has a stub for what it calls of another, and none for anything else", () => {
  const { main, lazy } = split([0, 1, 2, 2], 3);
  // One function of the main module for each lazy one, which exports all four.
  assert.deepEqual([main, ...lazy].map(functionCount), [4 + 2, 2, 4]);
  assert.deepEqual(split([0, 0, 1, 0], 2).lazy.map(functionCount), [2]);
  assert.deepEqual(split([1, 1, 1, 1], 2).lazy.map(functionCount), [4]);
});

Deno.test("each function is named after its index in the whole, in its own module", () => {
  const { main, lazy } = split([0, 1, 2, 2], 3);
  const named = [main, ...lazy].map((bytes) => {
    const sections = WebAssembly.Module.customSections(new WebAssembly.Module(bytes), "name");
    return new TextDecoder().decode(sections[0]).match(/python-\d+/g);
  });
  assert.deepEqual(named, [["python-1"], ["python-2"], ["python-3", "python-4"]]);
});

Deno.test("one module is still one, with all that it exports", () => {
  const running = start([0, 0, 0, 0], 1);
  assert.deepEqual(answers(running), EXPECTED);
  assert.deepEqual(running.names, ["one", "two", "three", "thrown", "variable", "memory"]);
});

Deno.test("the memory's maximum can be found in the main module", () => {
  const { main } = splitModule(takeApart(makeWhole()), () => 1, 2, LOADER);
  const at = memoryMaximumOffset(main);
  assert.deepEqual([...main.subarray(at, at + 3)], [0x8A, 0x80, 0]);
});

Deno.test("what cannot be split is refused, and what it has is named", () => {
  const cases: [Other, string][] = [
    [{ 8: [1] }, "Cannot split a module with section 8"],
    [{ 11: [0] }, "Cannot split a module with section 11"],
    [{ 1: [1, 0x5F, 0] }, "Cannot read a module with types of form 95"],
    [{ 1: [1, 0x60, 1, 0x5E, 0] }, "Cannot read a module with the value type 94"],
    [{ 2: [1, 1, 0x61, 1, 0x62, 2, 0, 1] }, "Cannot split a module that imports 'b', of kind 2"],
    [
      { 6: [2, 0x7F, 0, 0x41, 0, 0x0B, 0x7F, 1, 0x41, 7, 0x0B] },
      "Cannot split a module with a mutable global after an immutable one",
    ],
    [{ 6: [1, 0x7F, 0, 0x23, 0, 0x0B] }, "Cannot split a module with a computed global"],
    [{ 9: [1, 1, 0, 1, 1] }, "Cannot split a module with element segments of other kinds"],
    [
      { 9: [1, 0, 0x23, 0, 0x0B, 0] },
      "Cannot split a module with an element segment at a computed slot",
    ],
  ];
  for (const [other, message] of cases) {
    assert.throws(() => splitModule(takeApart(makeWhole(other)), () => 0, 2, LOADER), { message });
  }
  assert.throws(() => splitModule(takeApart(makeWhole()), () => 0, 2, "dlopen"), {
    message: "The module does not import 'dlopen'",
  });
});
