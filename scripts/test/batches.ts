/** Test files in batches, each for a process of its own. */

/** How long each test file takes, in seconds. A file that is not listed is taken for a short one. */
export type Seconds = Readonly<Record<string, number>>;

/** What a file costs that nobody has measured, in seconds. */
const DEFAULT_SECONDS = 1;

/** Short files share a process up to this sum: starting one costs more than many of them take. */
const BATCH_SECONDS = 10;

/**
 * Packs files into batches, longest batch first. Workers that take the next batch whenever they are done then end at nearly the
 * same time.
 *
 * @param files paths, each once.
 */
export function batchesOf(files: readonly string[], seconds: Seconds): string[][] {
  const batches: { seconds: number; files: string[] }[] = [];
  const longestFirst = files.map((file) => ({ file, seconds: seconds[file] ?? DEFAULT_SECONDS }))
    .sort((one, other) => other.seconds - one.seconds || (one.file < other.file ? -1 : 1));
  for (const one of longestFirst) {
    let batch = batches.find((batch) => batch.seconds + one.seconds <= BATCH_SECONDS);
    if (batch === undefined) batches.push(batch = { seconds: 0, files: [] });
    batch.seconds += one.seconds;
    batch.files.push(one.file);
  }
  return batches.sort((one, other) => other.seconds - one.seconds).map(({ files }) => files);
}
