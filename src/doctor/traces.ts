/** TRUSTED. What is known of all trials together: how long jails take to start, and that none is left. */
import process from "node:process";
import { type Check, failed, passed, REPORT_IT } from "../core/check.ts";
import type { Trial } from "./trial.ts";

/** Ten times what it takes where nothing is wrong. */
const SLOW_MS = 2000;

/** The time from spawn to program, without the jails that had more to do. */
export function checkStart(trials: readonly Trial[]): Check {
  const times = trials.map(({ outcome }) => outcome.stats.startupMs).sort((a, b) => a - b);
  const median = Math.round(times[Math.floor(times.length / 2)]!);
  const detail = `${median} ms from spawn to program, the median of ${times.length}`;
  if (median <= SLOW_MS) return passed("start", detail);
  return failed("start", detail, "the machine is busy, or reads its executable from a slow disk");
}

/** Whether each jail's process is gone. */
export function checkTraces(
  trials: readonly Trial[],
  isRunning: (pid: number) => boolean,
): Check {
  const left = trials.map(({ pid }) => pid).filter(isRunning);
  if (left.length === 0) return passed("traces", `none of ${trials.length} sandboxes is left`);
  return failed("traces", `left behind: process ${left.join(", ")}`, REPORT_IT);
}

/** Whether there is a process `pid`, be it one that only waits to be reaped. */
export function isRunning(pid: number): boolean {
  try {
    // Signal 0 does nothing but ask.
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
