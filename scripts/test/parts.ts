/** Test files in parts of about the same work, each for a process of its own. */

/**
 * Deals files out in turn: those that stand side by side are of one kind, and take about as long.
 *
 * @param files paths, each once.
 * @param count how many parts there are to be at most; none is empty.
 */
export function partsOf(files: readonly string[], count: number): string[][] {
  const sorted = files.toSorted();
  return Array.from(
    { length: Math.min(count, files.length) },
    (_, part) => sorted.filter((_, at) => at % count === part),
  );
}

/** Whether `deno test` would take a file of this name for one with tests. */
export function isTestFile(name: string): boolean {
  return /(^|[._])test\.ts$/.test(name);
}
