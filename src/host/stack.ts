/** TRUSTED. Room for Python's recursion: see `src/core/engine_stack.ts` and `src/jail/recursion.ts`. */
import { DEFAULT_ENGINE_KIB, engineStackKiB, WANTED_STACK_BYTES } from "../core/engine_stack.ts";
import { openLibc } from "../walls/libc.ts";
import { windows } from "../walls/open.ts";

const RLIMIT_STACK = 3;

/** No limit, as the kernel has it. */
const UNLIMITED = 2n ** 64n - 1n;

const SYMBOLS = {
  getrlimit: { parameters: ["i32", "buffer"], result: "i32" },
  setrlimit: { parameters: ["i32", "buffer"], result: "i32" },
} as const;

/** Opened once: a library that is opened again for each process takes memory each time. */
let library: Deno.DynamicLibrary<typeof SYMBOLS> | null = null;

/**
 * Raises this process's stack limit on Linux, which the jail's process inherits: to no limit where that can be had, because the C
 * library makes the stacks of threads as large as a limit is. The jail takes it back (`src/walls/linux/resource_limits.ts`).
 * On Windows the jail, which is the same executable, has the same stack as this process.
 *
 * @returns how many KiB V8 may use in a process started from now on.
 */
export function provideStack(): number {
  if (windows !== null) return engineStackKiB(windows.stackBytes());
  if (Deno.build.os !== "linux") return DEFAULT_ENGINE_KIB;
  library ??= openLibc(SYMBOLS);
  if (library === null) return DEFAULT_ENGINE_KIB;
  const limit = new BigUint64Array(2);
  const buffer = new Uint8Array(limit.buffer);
  if (library.symbols.getrlimit(RLIMIT_STACK, buffer) !== 0) return DEFAULT_ENGINE_KIB;
  const [soft, hard] = limit as unknown as [bigint, bigint];
  const most = BigInt(WANTED_STACK_BYTES);
  const wanted = hard === UNLIMITED || hard < most ? hard : most;
  if (soft < wanted) {
    limit[0] = wanted;
    if (library.symbols.setrlimit(RLIMIT_STACK, buffer) !== 0) limit[0] = soft;
  }
  return engineStackKiB(limit[0]!);
}
