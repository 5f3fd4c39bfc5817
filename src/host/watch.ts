/** TRUSTED. Holds a running program to its limits of time and memory, from another process. */
import type { Limits } from "../core/limits.ts";
import type { MemoryBounds } from "./memory_bounds.ts";
import type { Meter } from "./meter.ts";
import type { FirstReason } from "./reason.ts";

/** How often processor time and resident memory are looked at, in milliseconds. */
const INTERVAL_MS = 20;

/** A watch that has begun. Disposing of it ends it. */
export interface Watch extends Disposable {
  /** Processor time since the watch began, in milliseconds. */
  cpuMs(): number;
  /** Stops the wall clock, and no other: the program waits for a person. */
  pause(): void;
  /** Lets the wall clock go on. */
  resume(): void;
}

/** Starts the clocks: from here on the program may run. */
export function startWatch(
  limits: Limits,
  meter: Meter | null,
  bounds: MemoryBounds,
  reason: FirstReason,
): Watch {
  const { timeoutMs, cpuMs } = limits;
  const cpuAtStart = meter?.cpuMs() ?? 0;
  let cpuUsed = 0;
  const readCpu = () => cpuUsed = Math.max(cpuUsed, (meter?.cpuMs() ?? 0) - cpuAtStart);

  const interval = setInterval(() => {
    if (cpuMs !== null && readCpu() >= cpuMs) reason.give({ kind: "cpu" });
    const residentBytes = meter?.memory()?.residentBytes ?? 0;
    if (residentBytes > bounds.residentBytes) reason.give({ kind: "memory" });
  }, INTERVAL_MS);
  let leftMs = timeoutMs ?? Infinity;
  let resumed = performance.now();
  const startTimeout = () =>
    timeoutMs === null ? () => {} : longTimeout(leftMs, () => reason.give({ kind: "timeout" }));
  let stopTimeout = startTimeout();
  return {
    cpuMs: readCpu,
    pause: () => {
      stopTimeout();
      leftMs = Math.max(0, leftMs - (performance.now() - resumed));
    },
    resume: () => {
      resumed = performance.now();
      stopTimeout = startTimeout();
    },
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
