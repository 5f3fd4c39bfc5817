/** What is said of limits that do not hold, come late, or cannot be had. */
import assert from "node:assert/strict";
import type { Check } from "../../src/core/check.ts";
import { checkLimits } from "../../src/doctor/limit_checks.ts";
import type { Attempt, Try } from "../../src/doctor/trial.ts";
import { hold, trial } from "./machines.ts";

const NOT_HELD = "do not run code here that you do not trust, " +
  "and report this with the output of 'pysandbox doctor --json'";

async function failing(tryInJail: Try): Promise<Check[]> {
  return (await checkLimits(tryInJail)).filter(({ ok }) => !ok);
}

Deno.test("a program that ends otherwise than by its limit is one that the limit did not hold", async () => {
  const checks = await checkLimits(() => Promise.resolve(trial()));
  assert.deepEqual(
    checks,
    ["timeout", "kill", "cpu", "max-heap", "max-output"].map((name) => ({
      name,
      ok: false,
      detail: "the program ended with status ok",
      remedy: NOT_HELD,
    })),
  );
});

Deno.test("a sandbox that was lost is not one that let go of its program", async () => {
  const reason = "the sandbox was killed (SIGKILL), perhaps by the system for want of memory";
  const checks = await failing((attempt) => {
    const crashes = attempt.limits?.maxHeapBytes !== undefined;
    return Promise.resolve(crashes ? trial({ status: "crashed", reason }) : hold(attempt));
  });
  const remedy = "a sandbox takes a process, 200 MiB of memory and an undamaged executable: " +
    "see 'ulimit -a', the limits of the container, and SHA256SUMS";
  assert.deepEqual(checks, [{ name: "max-heap", ok: false, detail: reason, remedy }]);
});

Deno.test("one byte of output too many, or too few, fails", async () => {
  for (const bytes of [99_999, 100_001]) {
    const checks = await failing((attempt) => {
      const found = hold(attempt);
      return Promise.resolve({ ...found, outputBytes: found.outputBytes === 0 ? 0 : bytes });
    });
    const detail = `${bytes} bytes came through, expected 100000`;
    assert.deepEqual(checks, [{ name: "max-output", ok: false, detail, remedy: NOT_HELD }]);
  }
});

Deno.test("a limit that comes late every time fails, with the least that was measured", async () => {
  const late = [900, 700, 800];
  const checks = await failing((attempt) => {
    const isKill = attempt.limits?.timeoutMs === 50;
    return Promise.resolve(hold(attempt, isKill ? late.shift() : 0));
  });
  assert.deepEqual(late, []);
  assert.deepEqual(checks, [{
    name: "kill",
    ok: false,
    detail: "a loop that ignores interrupts ended 700 ms after its 50 ms",
    remedy: "the machine is too busy to be on time: give it fewer programs, or more processors",
  }]);
});

Deno.test("a limit that came late once, and then in time, holds", async () => {
  const late = [900, 500];
  const checks = await checkLimits((attempt) =>
    Promise.resolve(hold(attempt, attempt.limits?.cpuMs === undefined ? 0 : late.shift()))
  );
  assert.deepEqual(checks.find(({ name }) => name === "cpu"), {
    name: "cpu",
    ok: true,
    detail: "an endless loop used 500 ms more than its 100 ms of processor time",
    remedy: null,
  });
});

Deno.test("a limit that is refused here is named, and the others are tried all the same", async () => {
  const refusal = "--cpu cannot be enforced on this system: its processor times cannot be read";
  const attempts: Attempt[] = [];
  const checks = await failing((attempt) => {
    attempts.push(attempt);
    if (attempt.limits?.cpuMs !== undefined) return Promise.reject(new Error(refusal));
    return Promise.resolve(hold(attempt));
  });
  const remedy = "this limit is refused here, and the others hold: run without it";
  assert.deepEqual(checks, [{ name: "cpu", ok: false, detail: refusal, remedy }]);
  assert.equal(attempts.length, 5);
});
