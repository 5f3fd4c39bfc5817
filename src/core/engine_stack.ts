/**
 * How much stack the engine has in a jail, which both sides work out: the host, which provides it, and the jail, in which Python
 * is to give up recursing before the engine does.
 */
const MIB = 1024 * 1024;

/** The stack that a jail's process should get at least, in bytes. */
export const WANTED_STACK_BYTES = 128 * MIB;

/** What V8 uses where nothing is said, in KiB: safe with every stack that systems give. */
export const DEFAULT_ENGINE_KIB = 984;

/** How much of the stack V8 may use: its limit does not count what system calls and handlers of signals take. */
const ENGINE_SHARE = 0.75;

/**
 * How many KiB V8 may use of a process's stack.
 *
 * @param limit the process's limit, in bytes; a limit of none is a large number. Null where the system tells none.
 */
export function engineStackKiB(limit: bigint | null): number {
  if (limit === null) return DEFAULT_ENGINE_KIB;
  const wanted = BigInt(WANTED_STACK_BYTES);
  const granted = Number(limit < wanted ? limit : wanted);
  return Math.max(DEFAULT_ENGINE_KIB, Math.floor(granted * ENGINE_SHARE / 1024));
}
