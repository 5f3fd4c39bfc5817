/** The time that jails take to start, and what they leave behind. */
import assert from "node:assert/strict";
import { checkStart, checkTraces, isRunning } from "../../src/doctor/traces.ts";
import { outcome } from "../report/outcomes.ts";
import { trial } from "./machines.ts";

function startedIn(startupMs: number) {
  return trial({ stats: { ...outcome().stats, startupMs } });
}

Deno.test("the time to start is the median, which one slow start does not spoil", () => {
  const detail = "120 ms from spawn to program, the median of 3";
  assert.deepEqual(checkStart([9000, 120.4, 90].map(startedIn)), {
    name: "start",
    ok: true,
    detail,
    remedy: null,
  });
});

Deno.test("starts that are slow most of the time fail", () => {
  assert.deepEqual(checkStart([2001, 90, 2500].map(startedIn)), {
    name: "start",
    ok: false,
    detail: "2001 ms from spawn to program, the median of 3",
    remedy: "the machine is busy, or reads its executable from a slow disk",
  });
});

Deno.test("processes that are left are named", () => {
  const trials = [11, 12, 13].map((pid) => trial({}, { pid }));
  assert.deepEqual(checkTraces(trials, (pid) => pid !== 12), {
    name: "traces",
    ok: false,
    detail: "left behind: process 11, 13",
    remedy: "report this with the output of 'pysandbox doctor --json'",
  });
});

Deno.test("a process is running until it was reaped", async () => {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "Deno.stdin.readSync(new Uint8Array(1))"],
    stdin: "piped",
  }).spawn();
  assert.equal(isRunning(child.pid), true);
  await child.stdin.close();
  await child.status;
  assert.equal(isRunning(child.pid), false);
});
