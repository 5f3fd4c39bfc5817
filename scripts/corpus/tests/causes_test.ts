import { deepEqual, equal } from "node:assert/strict";
import { differencesOf, groupOf } from "../causes.ts";
import type { Verdict } from "../program.ts";

const OK: Verdict = { status: "ok", exitCode: 0, stdout: "", lastLine: "", milliseconds: 5 };
const FAILED: Verdict = { ...OK, status: "error", exitCode: 1, lastLine: "ValueError: no" };

function telling(verdict: Verdict, ...tests: readonly string[]): Verdict {
  return { ...verdict, stdout: tests.map((test) => `##test\t${test}\n`).join("") };
}

Deno.test("the cause of a program that failed is the last line of its traceback", () => {
  deepEqual(differencesOf("only pysandbox fails", OK, FAILED), [
    { test: null, cause: "ValueError: no" },
  ]);
  const crashed = { ...FAILED, status: "crashed", exitCode: 139, lastLine: "its stack overflowed" };
  deepEqual(differencesOf("only pysandbox fails", OK, crashed), [
    { test: null, cause: "crashed: its stack overflowed" },
  ]);
  deepEqual(differencesOf("only native fails", FAILED, OK), [
    { test: null, cause: "only native fails: ValueError: no" },
  ]);
});

Deno.test("a time-out says whose it is", () => {
  const late = { ...FAILED, status: "timeout", exitCode: 124 };
  equal(differencesOf("timeout", OK, late)[0]!.cause, "only pysandbox timed out");
  equal(differencesOf("timeout", late, OK)[0]!.cause, "only native timed out");
  equal(differencesOf("timeout", late, late)[0]!.cause, "both timed out");
});

Deno.test("tests say more than their program: each that differs has a cause of its own", () => {
  const native = telling(
    OK,
    "ok\ta\t",
    "ok\tb\t",
    "fail\tc\tOSError: x",
    "skip\td\twhy",
    "ok\te\t",
  );
  const ours = telling(FAILED, "ok\ta\t", "fail\tb\tKeyError: 1", "ok\tc\t", "skip\td\tso");
  deepEqual(differencesOf("only pysandbox fails", native, ours), [
    { test: "b", cause: "KeyError: 1" },
    { test: "c", cause: "fail only natively" },
    { test: "d", cause: "skip in both, otherwise: so" },
  ]);
});

Deno.test("a program that was ended before its last test has that as a cause as well", () => {
  const native = telling(OK, "ok\ta\t", "ok\tb\t");
  const ended = { ...telling(FAILED, "skip\ta\tno threads"), status: "memory", exitCode: 137 };
  deepEqual(differencesOf("only pysandbox fails", native, ended), [
    { test: "a", cause: "skipped: no threads" },
    { test: null, cause: "memory: ValueError: no" },
  ]);
});

Deno.test("causes that differ by their values alone are counted as one", () => {
  equal(groupOf("AssertionError: 3 != 4.5"), "AssertionError: N != N");
  equal(groupOf("AssertionError: 'a' != \"b\""), "AssertionError: '...' != '...'");
  equal(groupOf("can't pickle <f at 0x7f10>"), "can't pickle <f at 0x...>");
  const missing = "AttributeError: module 'signal' has no attribute 'alarm'";
  equal(groupOf(missing), missing);
});
