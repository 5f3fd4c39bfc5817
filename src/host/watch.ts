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
  /** Stops the wall clock, and lets processor time count in its place: the program waits for its host, and need not be believed. */
  spendCpu(): void;
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
  const wallClock = () => performance.now();
  /** What the time limit is spent by; null while it is not. */
  let clock: (() => number) | null = wallClock;
  let since = wallClock();
  let lastTimer: ReturnType<typeof setTimeout> | undefined;
  const spend = () => {
    if (clock === null) return;
    const now = clock();
    leftMs = Math.max(0, leftMs - (now - since));
    since = now;
  };
  // Most programs end before the first look: the wall clock has a timer of its own only for what is left between two of them.
  const lookAtTime = () => {
    if (clock === null) return;
    spend();
    if (leftMs <= 0) return reason.give({ kind: "timeout" });
    if (clock !== wallClock || leftMs > INTERVAL_MS || lastTimer !== undefined) return;
    lastTimer = setTimeout(() => reason.give({ kind: "timeout" }), leftMs);
  };
  const spendBy = (next: typeof clock) => {
    if (next === clock) return;
    spend();
    clearTimeout(lastTimer);
    lastTimer = undefined;
    clock = next;
    if (next === null) return;
    since = next();
    lookAtTime();
  };
  // Read at each look, limit or not: a process that ends while its output waits for a reader may be reaped before it is read again.
  const lookAtCpu = () => {
    const used = readCpu();
    if (cpuMs !== null && used >= cpuMs) reason.give({ kind: "cpu" });
  };
  let lastLook = performance.now();
  const interval = setInterval(() => {
    lastLook = performance.now();
    lookAtTime();
    lookAtCpu();
    const residentBytes = meter?.memory()?.residentBytes ?? 0;
    if (residentBytes > bounds.residentBytes) reason.give({ kind: "memory" });
  }, INTERVAL_MS);
  lookAtTime();
  return {
    cpuMs: readCpu,
    pause: () => spendBy(null),
    // Where its processor time cannot be read, a jail could compute for nothing.
    spendCpu: () => spendBy((meter?.cpuMs() ?? null) === null ? wallClock : readCpu),
    resume: () => spendBy(wallClock),
    look: () => {
      lookAtTime();
      lookAtCpu();
    },
    isStarved: () => performance.now() - lastLook > INTERVAL_MS + LATE_MS,
    [Symbol.dispose]: () => {
      clearInterval(interval);
      spendBy(null);
    },
  };
}
