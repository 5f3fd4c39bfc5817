/** TRUSTED. Holds a running program to its limits of time and memory, from another process. */
import type { Limits } from "../core/limits.ts";
import { MEBIBYTE } from "../core/units.ts";
import type { Meter } from "./meter.ts";
import type { FirstReason } from "./reason.ts";

/** How often processor time and resident memory are looked at, in milliseconds. */
const INTERVAL_MS = 20;

/**
 * What the engine may need beyond the program's memory: compiled code, garbage not yet collected, the work of the
 * optimizing compiler. Code that got out of Python can have this much more than `--max-heap`.
 */
const ENGINE_SLACK_BYTES = 160 * MEBIBYTE;

/** A watch that has begun. Disposing of it ends it. */
export interface Watch extends Disposable {
  /** Whether the kernel took the limit of the process's data memory. */
  readonly memoryLimited: boolean;
  /** Processor time since the watch began, in milliseconds. */
  cpuMs(): number;
}

/**
 * Starts the clocks: from here on the program may run.
 *
 * @param heapBytes size of the WebAssembly memory so far, which counts against the cap.
 * @param withKernel whether the kernel is to bound the process's data memory as well.
 */
export function startWatch(
  limits: Limits,
  meter: Meter | null,
  heapBytes: number,
  withKernel: boolean,
  reason: FirstReason,
): Watch {
  const { timeoutMs, cpuMs, maxHeapBytes } = limits;
  const allowance = maxHeapBytes - Math.min(heapBytes, maxHeapBytes) + ENGINE_SLACK_BYTES;
  const memory = meter?.memory() ?? null;
  const memoryLimited = withKernel && memory !== null &&
    meter!.limitData(memory.dataBytes + allowance);
  // Where the kernel holds the limit, it lets the engine collect its garbage first; the watch is for the rest.
  const residentAllowance = memoryLimited ? 2 * allowance : allowance;
  const residentLimit = memory === null ? Infinity : memory.residentBytes + residentAllowance;
  const cpuAtStart = meter?.cpuMs() ?? 0;
  let cpuUsed = 0;
  const readCpu = () => cpuUsed = Math.max(cpuUsed, (meter?.cpuMs() ?? 0) - cpuAtStart);

  const interval = setInterval(() => {
    if (cpuMs !== null && readCpu() >= cpuMs) reason.give({ kind: "cpu" });
    if ((meter?.memory()?.residentBytes ?? 0) > residentLimit) reason.give({ kind: "memory" });
  }, INTERVAL_MS);
  const stopTimeout = timeoutMs === null
    ? () => {}
    : longTimeout(timeoutMs, () => reason.give({ kind: "timeout" }));
  return {
    memoryLimited,
    cpuMs: readCpu,
    [Symbol.dispose]: () => {
      clearInterval(interval);
      stopTimeout();
    },
  };
}

/** A timer without the 24.8 days that `setTimeout` ends at. Returns what stops it. */
function longTimeout(milliseconds: number, callback: () => void): () => void {
  const longest = 2 ** 31 - 1;
  let timer: ReturnType<typeof setTimeout>;
  const start = (left: number) => {
    timer = setTimeout(
      () => left > longest ? start(left - longest) : callback(),
      Math.min(left, longest),
    );
  };
  start(milliseconds);
  return () => clearTimeout(timer);
}
