/**
 * HOSTILE ONCE A PROGRAM RUNS. Python gives up recursing before the engine does, whose stack is another than the one in memory
 * that CPython looks at: its limit is set by what the engine really has.
 */
import { engineStackKiB } from "../core/engine_stack.ts";
import { openLibc } from "../walls/libc.ts";
import { windows } from "../walls/open.ts";

const RLIMIT_STACK = 3;

/**
 * How many bytes of the engine's stack a byte of Python's stands for at most. Measured over some eighty ways to recurse, in
 * code that is not optimized, whose frames are the largest: 0.5 to 2.4, 2.7 where nothing looks at the limit.
 */
const ENGINE_BYTES_PER_BYTE = 3;

/** What system calls in JavaScript may need of the engine's stack, wherever Python is. */
const RESERVE_BYTES = 160 * 1024;

/** How far CPython's two limits are from each other: beyond the second it gives up all hope, and aborts. */
const MARGIN_BYTES = 8 * 1024;

/**
 * How much of the stack in memory native code of packages may take without looking at the limit. CPython's own takes less than the 22 KiB
 * that are left behind the limit; a function of numpy's with its arrays of operands takes more.
 */
const NATIVES_BYTES = 512 * 1024;

/** Where CPython has its limits, one behind the other: `c_stack_top`, `c_stack_soft_limit` and `c_stack_hard_limit`. */
export type StackLimitsAddress = number;

/** How many bytes the engine's stack has in this process. */
export function engineStackBytes(): number {
  if (windows !== null) return 1024 * engineStackKiB(windows.stackBytes());
  const libc = Deno.build.os !== "linux" ? null : openLibc({
    getrlimit: { parameters: ["i32", "buffer"], result: "i32" },
  });
  const limit = new BigUint64Array(2);
  const isTold = libc?.symbols.getrlimit(RLIMIT_STACK, new Uint8Array(limit.buffer)) === 0;
  return 1024 * engineStackKiB(isTold ? limit[0]! : null);
}

/**
 * Sets CPython's limits so that there is room behind them. They are never raised.
 *
 * @param engineBytes of the engine's stack.
 * @param hasNatives whether packages have native code.
 */
export function limitRecursion(
  heap: Uint8Array<ArrayBuffer>,
  address: StackLimitsAddress,
  engineBytes: number,
  hasNatives: boolean,
): void {
  const limits = new Uint32Array(heap.buffer, address, 3);
  const [top, , hard] = limits as unknown as [number, number, number];
  const most = Math.floor((engineBytes - RESERVE_BYTES) / ENGINE_BYTES_PER_BYTE);
  limits[2] = Math.max(hard, top - most);
  limits[1] = limits[2] + MARGIN_BYTES + (hasNatives ? NATIVES_BYTES : 0);
}
