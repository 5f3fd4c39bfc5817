/** TRUSTED. Checks over all trials: how long jails take to start, and that no process is left. */
import process from "node:process";
import { type Check, failed, passed, REPORT_IT } from "../core/check.ts";
import type { Trial } from "./trial.ts";

/** Ten times what a start takes on a healthy machine. */
const SLOW_MS = 2000;

/** Checks the time from spawn to program. Jails that had more to do at their start are left out. */
export function checkStart(trials: readonly Trial[]): Check {
  const times = trials.map(({ outcome }) => outcome.stats.startupMs).sort((a, b) => a - b);
  const median = Math.round(times[Math.floor(times.length / 2)]!);
  const detail = `${median} ms from spawn to program, the median of ${times.length}`;
  if (median <= SLOW_MS) return passed("start", detail);
  return failed("start", detail, "the machine is busy, or reads its executable from a slow disk");
}

/** Checks that each jail's process is gone. */
export function checkTraces(
  trials: readonly Trial[],
  isRunning: (pid: number) => boolean,
): Check {
  const left = trials.map(({ pid }) => pid).filter(isRunning);
  if (left.length === 0) return passed("traces", `none of ${trials.length} sandboxes is left`);
  return failed("traces", `left behind: process ${left.join(", ")}`, REPORT_IT);
}

/** Whether process `pid` exists; one that only waits to be reaped exists, too. */
export function isRunning(pid: number): boolean {
  try {
    // Signal 0 does nothing except to test whether the process exists.
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
