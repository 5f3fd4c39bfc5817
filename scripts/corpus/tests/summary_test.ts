import { deepEqual, equal } from "node:assert/strict";
import { Summary } from "../summary.ts";
import { countTests, testsTold } from "../tests_told.ts";

const NONE = countTests(new Map(), new Map());

Deno.test("causes are counted, the most frequent first, with some programs as examples", () => {
  const summary = new Summary();
  const because = (cause: string) => [{ test: null, cause }];
  summary.add("a", "same", NONE, []);
  summary.add("b", "differs", NONE, because("rare"));
  for (const name of ["c", "d", "e", "f"]) {
    summary.add(name, "differs", NONE, because("often: 1"));
  }
  summary.leaveOut("g", "it is not UTF-8");
  deepEqual(summary.lines(), [
    "programs                          6",
    "  same                            1",
    "  differs                         5",
    "  only native fails               0",
    "  only pysandbox fails            0",
    "  timeout                         0",
    "  needs a package                 0",
    "  unstable                        0",
    "  not judged                      0",
    "",
    "differs:",
    "     4  often: N  [c, d, e]",
    "     1  rare  [b]",
    "",
    "left out: 1: g (it is not UTF-8)",
  ]);
});

Deno.test("what it keeps is bounded, however many causes there are", () => {
  const summary = new Summary();
  const name = (index: number) => String.fromCodePoint(0x4e00 + index);
  for (let index = 0; index < 5000; index++) {
    summary.add("a", "differs", NONE, [{ test: null, cause: name(index) }]);
  }
  const lines = summary.lines();
  equal(lines.filter((line) => line.endsWith("[a]")).length, 2001);
  equal(lines.includes("  3000  (further causes)  [a]"), true);
});

Deno.test("tests are counted by how they ended on both sides", () => {
  const told = (...lines: readonly string[]) =>
    testsTold(lines.map((line) => `printed before##test\t${line}\n`).join(""));
  const native = told("ok\ta\t", "ok\tb\t", "ok\tc\t", "ok\td\t", "skip\te\t", "fail\tf\tx");
  // The second line of `b` is a subtest's.
  const ours = told("ok\ta\t", "ok\tb\t", "fail\tb\tx", "skip\tc\tx", "skip\te\t", "ok\tf\t");
  deepEqual(countTests(native, ours), {
    passed: 1,
    skipped: 1,
    failed: 0,
    failedHere: 1,
    skippedHere: 1,
    notReached: 1,
    otherwise: 1,
  });
});
