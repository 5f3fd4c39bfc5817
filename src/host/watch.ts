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

  let leftMs = timeoutMs ?? Infinity;
  let resumed = performance.now();
  let lastTimer: ReturnType<typeof setTimeout> | undefined;
  const isPaused = () => Number.isNaN(resumed);
  const spend = () => {
    const now = performance.now();
    leftMs = Math.max(0, leftMs - (now - resumed));
    resumed = now;
  };
  // Most programs end before the first look: the wall clock has a timer of its own only for what is left between two of them.
  const lookAtWallClock = () => {
    if (isPaused()) return;
    spend();
    if (leftMs > INTERVAL_MS || lastTimer !== undefined) return;
    lastTimer = setTimeout(() => reason.give({ kind: "timeout" }), leftMs);
  };
  const interval = setInterval(() => {
    lookAtWallClock();
    if (cpuMs !== null && readCpu() >= cpuMs) reason.give({ kind: "cpu" });
    const residentBytes = meter?.memory()?.residentBytes ?? 0;
    if (residentBytes > bounds.residentBytes) reason.give({ kind: "memory" });
  }, INTERVAL_MS);
  lookAtWallClock();
  const pause = () => {
    if (isPaused()) return;
    spend();
    resumed = Number.NaN;
    clearTimeout(lastTimer);
    lastTimer = undefined;
  };
  return {
    cpuMs: readCpu,
    pause,
    resume: () => {
      resumed = performance.now();
      lookAtWallClock();
    },
    [Symbol.dispose]: () => {
      clearInterval(interval);
      pause();
    },
  };
}
