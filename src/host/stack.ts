/**
 * TRUSTED. Room for Python's recursion. CPython gives up recursing at 10 MB of its own stack, each frame of which takes up
 * to three times as much of the engine's; with less than that the engine overflows first, which kills the
 * interpreter instead of raising RecursionError.
 */
import { openLibc } from "../walls/libc.ts";

const RLIMIT_STACK = 3;
const MIB = 1024 * 1024;

/** The stack that the jail's process should get, and how much of it V8 may use. */
const WANTED_BYTES = 64 * MIB;
const ENGINE_SHARE = 0.75;

/** What V8 uses where nothing is said: safe with every stack that systems give. */
const ENGINE_DEFAULT_KIB = 984;

const SYMBOLS = {
  getrlimit: { parameters: ["i32", "buffer"], result: "i32" },
  setrlimit: { parameters: ["i32", "buffer"], result: "i32" },
} as const;

/** Opened once: a library that is opened again for each process takes memory each time. */
let library: Deno.DynamicLibrary<typeof SYMBOLS> | null = null;

/**
 * Raises this process's stack limit, which the jail's process inherits.
 *
 * @returns how many KiB V8 may use in a process started from now on.
 */
export function provideStack(): number {
  if (Deno.build.os !== "linux") return ENGINE_DEFAULT_KIB;
  library ??= openLibc(SYMBOLS);
  if (library === null) return ENGINE_DEFAULT_KIB;
  const limit = new BigUint64Array(2);
  const buffer = new Uint8Array(limit.buffer);
  if (library.symbols.getrlimit(RLIMIT_STACK, buffer) !== 0) return ENGINE_DEFAULT_KIB;
  const [soft, hard] = limit as unknown as [bigint, bigint];
  const wanted = BigInt(WANTED_BYTES) < hard ? BigInt(WANTED_BYTES) : hard;
  if (soft < wanted) {
    limit[0] = wanted;
    if (library.symbols.setrlimit(RLIMIT_STACK, buffer) !== 0) limit[0] = soft;
  }
  const granted = Number(limit[0]! < BigInt(WANTED_BYTES) ? limit[0] : BigInt(WANTED_BYTES));
  return Math.max(ENGINE_DEFAULT_KIB, Math.floor(granted * ENGINE_SHARE / 1024));
}
