/** HOSTILE ONCE A PROGRAM RUNS. Whether two stretches of bytes are the same. */

/** Compares byte by byte: what is forked has this optimized before, as forks have no thread that optimizes JavaScript. */
export function areEqual(some: Uint8Array, others: Uint8Array): boolean {
  if (some.length !== others.length) return false;
  for (let at = 0; at < some.length; at++) if (some[at] !== others[at]) return false;
  return true;
}
