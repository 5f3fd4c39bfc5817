import assert from "node:assert/strict";
import { takeApart } from "../../src/wasm/parts.ts";
import { splitModule } from "../../src/wasm/split.ts";
import { LazyModules, partExports } from "../../src/jail/lazy_modules.ts";
import { encodeModules } from "../../src/pack/encode_modules.ts";
import { decodeModules } from "../../src/pack/lazy_modules.ts";
import { LOADER, makeWhole, type WholeExports } from "../wasm/whole_module.ts";

const whole = takeApart(makeWhole());
const split = splitModule(whole, (index) => index % 2, 2, LOADER);
const { main } = split;
const lazy = decodeModules(encodeModules(split.lazy, () => true));
const imports = { env: { [LOADER]: () => 0 } };
const start = () =>
  partExports(new WebAssembly.Instance(new WebAssembly.Module(main), imports).exports);

Deno.test("what the main module exports for the others is told from the rest", () => {
  const { own, shared } = start();
  assert.deepEqual(Object.keys(own), ["one", "two", "three", "thrown", "variable", "memory"]);
  assert.deepEqual(
    Object.keys(shared).map((name) => name.replace("shared.", "")),
    ["g0", "t0", "functions", "e0", "m0", "loaded0"],
  );
});

Deno.test("a module is loaded once, and no other is there to be loaded", () => {
  const { own, shared } = start();
  const loaded = new LazyModules(lazy);
  loaded.connect(imports, shared);
  for (const number of [0, 1, -2, -3, 2 ** 31 - 1, -(2 ** 31)]) {
    assert.equal(loaded.load(number), false, `${number}`);
  }
  assert.equal(loaded.load(-1), true);
  assert.equal((own as unknown as WholeExports).two(4), 10);
  assert.equal(loaded.load(-1), false);
  assert.equal((own as unknown as WholeExports).two(4), 10);
});

Deno.test("before there is a main module, nothing is loaded", () => {
  assert.equal(new LazyModules(lazy).load(-1), false);
});

Deno.test("where a module was not loaded, calling one of its functions goes nowhere", () => {
  const { own } = start();
  assert.throws(() => (own as unknown as WholeExports).one(1), WebAssembly.RuntimeError);
});

Deno.test("a module of which a byte has changed is not loaded", () => {
  const { shared } = start();
  const [module] = lazy as [typeof lazy[number]];
  const padded = module.padded.slice();
  padded[padded.length >> 1]! ^= 1;
  const changed = new LazyModules([{ ...module, padded, bytes: padded }]);
  changed.connect(imports, shared);
  assert.throws(() => changed.load(-1), { message: "A part of its code has changed" });
});

Deno.test("those that programs are likely to call are known by their numbers", () => {
  const modules = decodeModules(encodeModules([...split.lazy, ...split.lazy], (at) => at === 1));
  assert.deepEqual(new LazyModules(modules).likely, [-2]);
});

Deno.test("the variables of the main module are all that an interpreter has outside of its memory and tables", () => {
  const { shared } = start();
  const modules = new LazyModules(lazy);
  assert.deepEqual(modules.variables(), []);
  modules.connect(imports, shared);
  const before = modules.variables();
  assert.equal(before.length, 1);
  (shared["shared.g0"] as WebAssembly.Global).value = 77;
  assert.deepEqual(modules.variables(), [77]);
});
