import assert from "node:assert/strict";
import { argumentsFor, batchesOf } from "../batches.ts";

const SECONDS = { "e2e/long_test.ts": 40, "e2e/longer_test.ts": 60, "host/a_test.ts": 14.5 };

Deno.test("long files are first and alone, short ones share a batch, and each is in one", () => {
  const short = ["b_test.ts", "c_test.ts", "d_test.ts", "e_test.ts"];
  assert.deepEqual(batchesOf([...short, ...Object.keys(SECONDS)], SECONDS), [
    ["e2e/longer_test.ts"],
    ["e2e/long_test.ts"],
    ["host/a_test.ts", "b_test.ts", "c_test.ts"],
    ["d_test.ts", "e_test.ts"],
  ]);
  assert.deepEqual(batchesOf([], SECONDS), []);
});

Deno.test("short files of a batch are loaded as one, long ones by themselves", () => {
  assert.deepEqual(argumentsFor(["b_test.ts", "host/a_test.ts", "c_test.ts"], SECONDS), [
    "host/a_test.ts",
    "scripts/test/together.ts",
    "--",
    "b_test.ts",
    "c_test.ts",
  ]);
  assert.deepEqual(argumentsFor(["host/a_test.ts", "b_test.ts"], SECONDS), [
    "host/a_test.ts",
    "b_test.ts",
  ]);
});
