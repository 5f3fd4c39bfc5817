import assert from "node:assert/strict";
import { LazyModules, partExports } from "../../src/jail/lazy_modules.ts";
import { type Calls, linkEnvironment, type LinkOutput } from "../../src/link/environment.ts";
import { encodeSymbols } from "../../src/link/symbols.ts";
import { encodeModules } from "../../src/pack/encode_modules.ts";
import { decodeModules } from "../../src/pack/lazy_modules.ts";
import { constant, text } from "../../src/wasm/assemble.ts";
import { takeApart } from "../../src/wasm/parts.ts";
import { splitModule } from "../../src/wasm/split.ts";
import { makeWhole, type WholeExports } from "../wasm/whole_module.ts";
import { body, exported, extension, IMPORT, imported, SYMBOLS } from "./side_modules.ts";

const LOADER = "_dlopen_js";
const whole = takeApart(makeWhole({
  2: [1, ...text("env"), ...text(LOADER), 0, 0],
  7: [
    ...[3, 3, 0x6F, 0x6E, 0x65, 0, 1, 6, ...new TextEncoder().encode("memory"), 2, 0],
    ...[5, ...new TextEncoder().encode("table"), 1, 0],
  ],
}));
const before = splitModule(whole, (index) => index % 2, 2, LOADER);
const PATH = "m/m.so";
/** Its init function calls its second function, which calls CPython's; nothing calls the third. */
const bytes = extension([], {
  imports: [imported("two", 1), IMPORT.memory, IMPORT.table],
  functions: [0, 1, 0],
  bodies: [
    body(...constant(4), 0x10, 2),
    body(0x20, 0, 0x10, 0),
    body(...constant(3)),
  ],
  exports: [exported("PyInit_m", 1)],
});

function linkWith(calls: Calls): LinkOutput {
  return linkEnvironment({
    python: before.main,
    lazy: encodeModules(before.lazy, () => false),
    symbols: encodeSymbols(SYMBOLS),
    files: [{ path: PATH, bytes }],
    memoryStart: 4096,
    calls,
  });
}

/** Opens the extension module. @returns what it gives, the memory, and the numbers of the modules that were loaded for it. */
function open(output: LinkOutput) {
  const modules = new LazyModules(decodeModules(output.lazy));
  const loaded: number[] = [];
  const load = (number: number) => {
    loaded.push(number);
    return Number(modules.load(number));
  };
  const imports = { env: { [LOADER]: load } };
  const instance = new WebAssembly.Instance(new WebAssembly.Module(output.python), imports);
  const { own, shared } = partExports(instance.exports);
  modules.connect(imports, shared);
  const { prepare, symbols } = output.natives[PATH]!;
  const call = (slot: number) => (own.table as WebAssembly.Table).get(slot)!();
  call(prepare);
  const value: number = call(symbols["PyInit_m"]!);
  const memory = new Uint8Array((own as unknown as WholeExports).memory.buffer);
  return { value, memory, loaded, likely: modules.likely };
}

Deno.test("functions of lazy modules note that they were called, and no others", () => {
  const output = linkWith("noted");
  const { address, count } = output.notes;
  assert.ok(output.memoryEnd >= address + count);
  const { value, memory } = open(output);
  assert.equal(value, 10);
  const notes = [...memory.subarray(address, address + count)];
  const first = whole.functionImports.length;
  const names = Object.entries(SYMBOLS.functions).filter(([, index]) => notes[index - first] === 1);
  // CPython's functions with odd indexes are lazy.
  assert.ok(names.every(([, index]) => index % 2 === 1));
  assert.deepEqual(notes.slice(whole.functions.length, whole.functions.length + 3), [1, 1, 0]);
});

Deno.test("what was called has modules of its own, that a spare loads, and nothing else is loaded for it", () => {
  const noted = linkWith("noted");
  const { memory } = open(noted);
  const { address, count } = noted.notes;
  const known = linkWith(memory.slice(address, address + count));
  const { value, loaded, likely } = open(known);
  assert.equal(value, 10);
  assert.deepEqual(loaded.filter((number) => !likely.includes(number)), []);
  assert.equal(likely.length, 1);
});

Deno.test("whatever is known of calls, functions keep their places in the table, and data its addresses", () => {
  const [noted, known, none] = [
    linkWith("noted"),
    linkWith(new Uint8Array(100)),
    linkWith("unknown"),
  ];
  for (const other of [known, none]) {
    assert.deepEqual(other.natives, noted.natives);
    assert.deepEqual(other.data, noted.data);
    assert.deepEqual(other.notes, noted.notes);
  }
  assert.equal(known.memoryEnd, noted.memoryEnd);
  assert.equal(none.memoryEnd, none.notes.address);
});

Deno.test("what a jail says of calls can be anything: it only moves functions", () => {
  for (
    const calls of [new Uint8Array(0), new Uint8Array(9).fill(1), new Uint8Array(1000).fill(2)]
  ) {
    assert.equal(open(linkWith(calls)).value, 10);
  }
});
