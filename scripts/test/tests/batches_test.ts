import assert from "node:assert/strict";
import { batchesOf } from "../batches.ts";

Deno.test("long files are first and alone, short ones share a batch, and each is in one", () => {
  const seconds = { "e2e/long_test.ts": 40, "e2e/longer_test.ts": 60, "host/a_test.ts": 8 };
  const short = ["b_test.ts", "c_test.ts", "d_test.ts", "e_test.ts", "f_test.ts", "g_test.ts"];
  assert.deepEqual(batchesOf([...short, ...Object.keys(seconds)], seconds), [
    ["e2e/longer_test.ts"],
    ["e2e/long_test.ts"],
    ["host/a_test.ts", "b_test.ts", "c_test.ts"],
    ["d_test.ts", "e_test.ts", "f_test.ts", "g_test.ts"],
  ]);
  assert.deepEqual(batchesOf([], seconds), []);
});
