import { deepEqual } from "node:assert/strict";
import { type Ended, faultsOf, SECRET } from "../ended.ts";
import type { Attack } from "../../../tests/attacks/read_attack.ts";

const ATTACK: Attack = {
  name: "crash_abort",
  expected: ["status=crashed exit=139", "status=error exit=1"],
  by: ["run"],
  args: [],
  stdout: "before\n",
  says: ["abort"],
  isSlow: false,
  answers: [],
  asks: null,
  files: null,
};

const ENDED: Ended = {
  status: "crashed",
  exitCode: 139,
  reason: "the interpreter crashed: abort()",
  claimed: { result: null, resultRepr: null, error: null },
  stdout: "before\n",
  stderr: "abort\n",
  milliseconds: 100,
};

Deno.test("a run that ended as one of its attack's ends has no faults", () => {
  deepEqual(faultsOf(ATTACK, ENDED, ["/home"]), []);
  deepEqual(faultsOf(ATTACK, { ...ENDED, status: "error", exitCode: 1 }, []), []);
});

Deno.test("a wrong verdict is a fault, and a right status with a wrong exit status too", () => {
  const wrong = "expected status=crashed exit=139 or status=error exit=1, found";
  deepEqual(faultsOf(ATTACK, { ...ENDED, status: "ok", exitCode: 0, reason: null }, []), [
    `${wrong} status=ok exit=0: abort\n`,
  ]);
  deepEqual(faultsOf(ATTACK, { ...ENDED, exitCode: 1 }, []), [
    `${wrong} status=crashed exit=1: the interpreter crashed: abort()`,
  ]);
});

Deno.test("an escape and anything that the host keeps to itself are faults, wherever they show", () => {
  deepEqual(faultsOf(ATTACK, { ...ENDED, stderr: "abort ESCAPED" }, []), [
    "escaped: before\nabort ESCAPED",
  ]);
  const claimed = { ...ENDED.claimed, resultRepr: `'${SECRET}'` };
  deepEqual(faultsOf(ATTACK, { ...ENDED, claimed }, []), [`the program found '${SECRET}'`]);
  deepEqual(faultsOf(ATTACK, { ...ENDED, stderr: "abort in /home/me" }, ["/home/me"]), [
    "the program found '/home/me'",
  ]);
});

Deno.test("output that is missing is a fault", () => {
  deepEqual(faultsOf(ATTACK, { ...ENDED, stdout: "be" }, []), [
    'wrote "be", expected "before\\n"',
  ]);
  deepEqual(faultsOf(ATTACK, { ...ENDED, stderr: "" }, []), ["did not say 'abort': before\n"]);
});

Deno.test("a program that ran out of time may have written less, and nothing else", () => {
  const attack = { ...ATTACK, expected: ["status=timeout exit=124"] };
  const ended: Ended = { ...ENDED, status: "timeout", exitCode: 124, stdout: "bef", stderr: "" };
  deepEqual(faultsOf(attack, ended, []), []);
  deepEqual(faultsOf(attack, { ...ended, stdout: "after" }, []), [
    'wrote "after", expected "before\\n"',
  ]);
});

Deno.test("a run that returns long after its time is a fault", () => {
  const late = { ...ENDED, milliseconds: 21_500 };
  deepEqual(faultsOf({ ...ATTACK, args: ["--timeout", "1s"] }, late, []), [
    "took 21500 ms, expected less than 21000",
  ]);
  deepEqual(faultsOf(ATTACK, late, []), []);
});
