/** TRUSTED. Holds a running program to its limits of time and memory, from another process. */
import type { Limits } from "../core/limits.ts";
import type { MemoryBounds } from "./memory_bounds.ts";
import type { Meter } from "./meter.ts";
import type { FirstReason } from "./reason.ts";

/** How often processor time and resident memory are looked at, in milliseconds. */
const INTERVAL_MS = 20;

/** How much later than that a timer runs where nothing holds this thread, in milliseconds. */
const LATE_MS = 10;

/** A watch that has begun. Disposing of it ends it. */
export interface Watch extends Disposable {
  /** Processor time since the watch began, in milliseconds. */
  cpuMs(): number;
  /** Stops the wall clock, and no other: the program waits for a person. */
  pause(): void;
  /** Lets the wall clock go on. */
  resume(): void;
  /** Looks at the clocks now, not when the next timer is due: what comes behind a limit is late, however busy this thread was. */
  look(): void;
  /** Whether work on this thread has kept the watch's own timer from running, and with it all others. */
  isStarved(): boolean;
}

/** Starts the clocks: from here on the program may run. */
export function startWatch(
  limits: Limits,
  meter: Meter | null,
  bounds: MemoryBounds,
  reason: Pick<FirstReason, "give">,
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
    if (leftMs <= 0) return reason.give({ kind: "timeout" });
    if (leftMs > INTERVAL_MS || lastTimer !== undefined) return;
    lastTimer = setTimeout(() => reason.give({ kind: "timeout" }), leftMs);
  };
  // Read at each look, limit or not: a process that ends while its output waits for a reader may be reaped before it is read again.
  const lookAtCpu = () => {
    const used = readCpu();
    if (cpuMs !== null && used >= cpuMs) reason.give({ kind: "cpu" });
  };
  let lastLook = performance.now();
  const interval = setInterval(() => {
    lastLook = performance.now();
    lookAtWallClock();
    lookAtCpu();
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
      if (!isPaused()) return;
      resumed = performance.now();
      lookAtWallClock();
    },
    look: () => {
      lookAtWallClock();
      lookAtCpu();
    },
    isStarved: () => performance.now() - lastLook > INTERVAL_MS + LATE_MS,
    [Symbol.dispose]: () => {
      clearInterval(interval);
      pause();
    },
  };
}
