/** What passes, and the first thing that is wrong with what does not. */
import assert from "node:assert/strict";
import type { Outcome } from "../../../src/core/outcome.ts";
import type { Expectation } from "../../../src/vet/program.ts";
import { judge } from "../../../src/vet/run/judge.ts";
import { firstDifference } from "../../../src/vet/run/stdout_difference.ts";
import { outcome as made } from "../../report/outcomes.ts";

const OK: Expectation = { status: "ok", exitCode: null, stdout: null };

function judged(expected: Partial<Expectation>, outcome: Partial<Outcome>, stdout = "") {
  const failure = judge({ ...OK, ...expected }, {
    outcome: made(outcome),
    stdout,
  });
  return failure === null ? null : [failure.rule, failure.message];
}

const FAILED = { status: "error", exitCode: 1 } as const;
const LATE = { status: "timeout", exitCode: 124, reason: "timed out" } as const;

Deno.test("the status that is expected passes, and no other", () => {
  assert.equal(judged({}, { status: "ok", exitCode: 0 }), null);
  assert.equal(judged({ status: "error" }, FAILED), null);
  assert.equal(judged({ status: "timeout" }, LATE), null);
  assert.deepEqual(judged({}, FAILED), ["error", "exit status 1"]);
  assert.deepEqual(judged({}, LATE), ["timeout", "timed out"]);
  assert.deepEqual(judged({ status: "error" }, LATE), [
    "timeout",
    "expected error; got timeout: timed out",
  ]);
  assert.deepEqual(judged({ status: "error" }, { status: "ok", exitCode: 0 }), [
    "ok",
    "expected error; got ok",
  ]);
});

Deno.test("an exit code without a status is the program's own", () => {
  const three = { status: "error", exitCode: 3 } as const;
  assert.equal(judged({ status: null, exitCode: 3 }, three), null);
  assert.equal(judged({ status: null, exitCode: 0 }, { status: "ok", exitCode: 0 }), null);
  assert.deepEqual(judged({ status: null, exitCode: 0 }, three), [
    "exit-code",
    "expected exit code 0; got 3",
  ]);
  assert.deepEqual(judged({ status: null, exitCode: 124 }, LATE), [
    "timeout",
    "expected end by itself; got timeout: timed out",
  ]);
});

Deno.test("output is compared when the rest is as expected", () => {
  const stdout = (text: string, trimEnd = false) => ({ stdout: { text, trimEnd } });
  const ok = { status: "ok", exitCode: 0 } as const;
  assert.equal(judged(stdout("6\n"), ok, "6\n"), null);
  assert.equal(judged(stdout("6", true), ok, "6 \n\n"), null);
  assert.deepEqual(judged(stdout("6"), FAILED, "7"), ["error", "exit status 1"]);
  assert.deepEqual(judged(stdout("6"), ok, "6\n"), [
    "stdout",
    'stdout differs in line 1: expected "6"; got "6\\n"',
  ]);
  assert.deepEqual(judged(stdout("a\nb\n"), ok, "a\n"), [
    "stdout",
    'stdout differs in line 2: expected "b\\n"; got its end',
  ]);
  const [, message] = judged(stdout(""), ok, "x".repeat(100_000))!;
  assert.equal(message, `stdout differs in line 1: expected its end; got "${"x".repeat(80)}"...`);
});

Deno.test("where texts differ first", () => {
  const at = (wanted: string, got: string, trimEnd: boolean) =>
    firstDifference(wanted, got, trimEnd)?.line ?? null;
  for (
    const [wanted, got, exact, trimmed] of [
      ["", "", null, null],
      ["a\nb", "a\nb", null, null],
      ["a\nb\n", "a\nb", 2, null],
      ["a\nb", "a \t\r\nb\n \n\n", 1, null],
      [" a", "a", 1, 1],
      ["a\n\nb", "a\nb", 2, 2],
      ["a", "a\n\nx", 1, 3],
      ["", "\n \n", 1, null],
    ] as const
  ) {
    assert.deepEqual([at(wanted, got, false), at(wanted, got, true)], [exact, trimmed], got);
  }
});

Deno.test("what takes longest to compare does not hold anybody up", () => {
  for (const got of [" ".repeat(10_000_000), "\n".repeat(5_000_000), `${" ".repeat(5_000_000)}x`]) {
    const began = performance.now();
    firstDifference("a", got, true);
    firstDifference(got.slice(1), got, true);
    assert.ok(performance.now() - began < 5000);
  }
});
