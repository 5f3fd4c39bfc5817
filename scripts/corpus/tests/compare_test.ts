import { equal } from "node:assert/strict";
import { type Class, classify, isSame, minorOf } from "../compare.ts";
import type { Verdict } from "../program.ts";

const OK: Verdict = { status: "ok", exitCode: 0, stdout: "1\n", lastLine: "", milliseconds: 5 };
const FAILED: Verdict = { ...OK, status: "error", exitCode: 1, lastLine: "ValueError: no" };
const LATE: Verdict = { ...OK, status: "timeout", exitCode: 124, lastLine: "timed out" };
const JUDGE = { isSameMinor: true, standard: new Set(["curses"]) };
const OTHER = { ...JUDGE, isSameMinor: false };

function failing(lastLine: string): Verdict {
  return { ...FAILED, lastLine };
}

const CASES: readonly (readonly [Verdict, Verdict, typeof JUDGE, Class])[] = [
  [OK, { ...OK, milliseconds: 99 }, JUDGE, "same"],
  [FAILED, FAILED, JUDGE, "same"],
  [OK, { ...OK, stdout: "2\n" }, JUDGE, "differs"],
  [OK, { ...OK, lastLine: "a warning" }, JUDGE, "differs"],
  [FAILED, { ...FAILED, exitCode: 3 }, JUDGE, "differs"],
  [FAILED, OK, JUDGE, "only native fails"],
  [OK, FAILED, JUDGE, "only pysandbox fails"],
  [OK, LATE, JUDGE, "timeout"],
  [LATE, OK, JUDGE, "timeout"],
  [OK, failing("ModuleNotFoundError: No module named 'numpy.linalg'"), JUDGE, "needs a package"],
  [OK, failing("ModuleNotFoundError: No module named 'curses'"), JUDGE, "only pysandbox fails"],
  [failing("SyntaxError: t-strings"), OK, JUDGE, "only native fails"],
  [failing("SyntaxError: t-strings"), OK, OTHER, "not judged"],
  [OK, failing("AttributeError: module 'ast' has no attribute 'Num'"), OTHER, "not judged"],
  [OK, FAILED, OTHER, "only pysandbox fails"],
];

for (const [index, [native, sandbox, judge, expected]] of CASES.entries()) {
  Deno.test(`a program is of the class '${expected}' (case ${index})`, () => {
    equal(classify(native, sandbox, judge), expected);
  });
}

Deno.test("addresses of objects are no difference, other numbers are", () => {
  const printed = (stdout: string): Verdict => ({ ...OK, stdout });
  equal(isSame(printed("<f at 0x7ff0a1b2>"), printed("<f at 0xa81c30>")), true);
  equal(isSame(printed("0xff"), printed("0xfe")), false);
});

Deno.test("the minor version is what two numbers say", () => {
  equal(minorOf("3.14.2"), "3.14");
});
