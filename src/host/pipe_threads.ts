/**
 * TRUSTED. On Windows, Deno reads and writes pipes on threads, of which it has four for each processor: a read that waits holds one
 * until something comes. When all of them wait, nothing goes on any more. Elsewhere one thread waits for all pipes.
 */

/** Whether a read that waits holds a thread. */
export const READS_HOLD_THREADS: boolean = Deno.build.os === "windows";

/** Deno's threads for what blocks, for each processor. */
const THREADS = 4;

/** What a jail may hold: a read of its output, and a write that it does not take. */
const OF_A_JAIL = 2;

/** What this process holds for itself: a read of its input, and a write of its output. */
const OF_THE_HOST = 2;

/**
 * How many programs may run at once, so that neither they, nor one more jail that boots beside them, hold all threads.
 *
 * @param wanted as many as somebody asked for.
 */
export function mostPrograms(
  wanted: number,
  processors: number,
  holdThreads: boolean = READS_HOLD_THREADS,
): number {
  if (!holdThreads) return wanted;
  const jails = (THREADS * processors - OF_THE_HOST) / OF_A_JAIL;
  // With one processor there is no room for the jail that boots: then it may have to wait for a limit of the one that runs.
  return Math.min(wanted, Math.max(1, jails - 1));
}
