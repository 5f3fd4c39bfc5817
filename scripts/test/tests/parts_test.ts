import assert from "node:assert/strict";
import { isTestFile, partsOf } from "../parts.ts";

Deno.test("each file is in one part, and neighbours are in different ones", () => {
  const files = ["e2e/c_test.ts", "e2e/a_test.ts", "host/d_test.ts", "e2e/b_test.ts", "z_test.ts"];
  assert.deepEqual(partsOf(files, 2), [
    ["e2e/a_test.ts", "e2e/c_test.ts", "z_test.ts"],
    ["e2e/b_test.ts", "host/d_test.ts"],
  ]);
});

Deno.test("there are no more parts than files", () => {
  assert.deepEqual(partsOf(["b_test.ts", "a_test.ts"], 12), [["a_test.ts"], ["b_test.ts"]]);
  assert.deepEqual(partsOf([], 12), []);
});

Deno.test("a file with tests is known by its name", () => {
  const names = ["a_test.ts", "test.ts", "a.test.ts", "contest.ts", "a_test.py", "served.ts"];
  assert.deepEqual(names.filter(isTestFile), ["a_test.ts", "test.ts", "a.test.ts"]);
});
