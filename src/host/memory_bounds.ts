/** TRUSTED. The bounds of a jail's memory that do not depend on the jail: the kernel's, and what the host watches. */
import { MEBIBYTE } from "../core/units.ts";
import type { Meter } from "./meter.ts";

/**
 * What the engine may need beyond the program's memory: compiled code, garbage not yet collected, the work of the
 * optimizing compiler. Code that got out of Python can have this much more than `--max-heap`.
 */
const ENGINE_SLACK_BYTES = 160 * MEBIBYTE;

/** Bounds that hold for the rest of a process's life. */
export interface MemoryBounds {
  /** Whether the kernel took the limit of the process's data memory. */
  readonly byKernel: boolean;
  /** Whether that was because there is no process any more. */
  readonly isGone: boolean;
  /** The most that may be resident, in bytes. */
  readonly residentBytes: number;
}

/**
 * Bounds what the process that `meter` looks at may hold from now on.
 *
 * @param heapBytes size of the WebAssembly memory so far, which counts against `maxHeapBytes`.
 * @param withKernel whether the kernel is to bound the process's data memory as well.
 */
export function boundMemory(
  maxHeapBytes: number,
  meter: Meter | null,
  heapBytes: number,
  withKernel: boolean,
): MemoryBounds {
  const allowance = maxHeapBytes - Math.min(heapBytes, maxHeapBytes) + ENGINE_SLACK_BYTES;
  const memory = meter?.memory() ?? null;
  const byKernel = withKernel && memory !== null && meter!.limitData(memory.dataBytes + allowance);
  // Where the kernel holds the limit, it lets the engine collect its garbage first; the watch is for the rest.
  const residentAllowance = byKernel ? 2 * allowance : allowance;
  const residentBytes = memory === null ? Infinity : memory.residentBytes + residentAllowance;
  const isGone = meter !== null && !byKernel && meter.memory() === null;
  return { byKernel, isGone, residentBytes };
}
