import assert from "node:assert/strict";
import { countsIn, summaryLines, total } from "../summary.ts";

const OUTPUT = `running 3 tests from ./tests/a_test.ts
one ... ok (3ms)
two (not tried: needs zsh) ... ignored (0ms)
three (only on Linux) ... ignored (0ms)
four (not tried: needs zsh) ... ignored (0ms)

ok | 61 passed (8 steps) | 0 failed | 3 ignored (940ms)
`;

Deno.test("the counts of a process are read from what it printed", () => {
  assert.deepEqual(countsIn(OUTPUT), {
    passed: 61,
    failed: 0,
    elsewhere: 1,
    notTried: { zsh: 2 },
  });
  assert.deepEqual(countsIn("FAILED | 5 passed | 2 failed (1 step) (3s)\n"), {
    passed: 5,
    failed: 2,
    elsewhere: 0,
    notTried: {},
  });
  assert.deepEqual(countsIn("error: Module not found"), {
    passed: 0,
    failed: 0,
    elsewhere: 0,
    notTried: {},
  });
});

Deno.test("a run says at its end what was not tried and what that needs", () => {
  const other = { passed: 2, failed: 1, elsewhere: 0, notTried: { fish: 1, zsh: 1 } };
  assert.deepEqual(summaryLines(total([countsIn(OUTPUT), other])), [
    "tests: 4 not tried: 1 needs fish, 3 need zsh",
    "tests: 1 are for another system or another set-up",
    "tests: 63 passed, 1 failed",
  ]);
});

Deno.test("where everything was tried, only the numbers are said", () => {
  const counts = { passed: 2, failed: 0, elsewhere: 0, notTried: {} };
  assert.deepEqual(summaryLines(counts), ["tests: 2 passed, 0 failed"]);
});
