import assert from "node:assert/strict";
import { MODULE_COUNT, modulesByUsage } from "../usage_modules.ts";

const IMPORTS = 3;
const NOWHERE = { name: "", kind: 0, bytes: new Uint8Array(0) };

/** A module whose functions have so many bytes, and what is known of how often they are called. */
function partsOf(
  sizes: readonly number[],
  often: readonly number[],
  sometimes: readonly number[],
): number[] {
  const functions = sizes.map((size) => ({ type: 0, body: new Uint8Array(size) }));
  const functionImports = Array(IMPORTS).fill(NOWHERE);
  const usage = { pyodide: "1", programs: 9, often: new Set(often), sometimes: new Set(sometimes) };
  const partOf = modulesByUsage({ functions, functionImports }, usage);
  return sizes.map((_, at) => partOf(IMPORTS + at));
}

Deno.test("what is called often is in the main module, the rest in modules of equal size, neighbours together", () => {
  const sizes = Array(100).fill(7);
  const indexes = sizes.map((_, at) => IMPORTS + at);
  const parts = partsOf(sizes, indexes.slice(0, 12), indexes.slice(12, 20));
  const never = Array.from({ length: 16 }, (_, part) => Array(5).fill(5 + part)).flat();
  assert.deepEqual(parts, [...Array(12).fill(0), 1, 1, 2, 2, 3, 3, 4, 4, ...never]);
  assert.equal(Math.max(...parts), MODULE_COUNT - 1);
});

Deno.test("functions keep their order where others are between them", () => {
  const parts = partsOf([9, 9, 9, 9, 9, 9, 9, 9], [4, 6, 8, 10], [3, 5, 7, 9]);
  assert.deepEqual(parts, [1, 0, 2, 0, 3, 0, 4, 0]);
});

Deno.test("a large function is alone where its size says so", () => {
  assert.deepEqual(partsOf([1, 300, 1, 98], [], [3, 4, 5, 6]), [1, 1, 4, 4]);
});

Deno.test("where nothing was counted, every function counts as never called", () => {
  const parts = partsOf(Array(32).fill(1), [], []);
  assert.deepEqual(parts, Array.from({ length: 16 }, (_, part) => [5 + part, 5 + part]).flat());
});
