/** Test files in batches, each for a process of its own. */

/** How long each test file takes, in seconds. A file that is not listed is short: see `measured.ts`. */
export type Seconds = Readonly<Record<string, number>>;

/** What a short file costs, in seconds. */
const SHORT_SECONDS = 0.2;

/** Files share a process up to this sum: starting one costs more than many of them take. */
const BATCH_SECONDS = 15;

/** The module that loads several test files as one. */
const TOGETHER = "scripts/test/together.ts";

/**
 * Packs files into batches, longest batch first. Workers that take the next batch whenever they are done then end at nearly the
 * same time.
 *
 * @param files paths, each once.
 */
export function batchesOf(files: readonly string[], seconds: Seconds): string[][] {
  const batches: { seconds: number; files: string[] }[] = [];
  const longestFirst = files.map((file) => ({ file, seconds: seconds[file] ?? SHORT_SECONDS }))
    .sort((one, other) => other.seconds - one.seconds || (one.file < other.file ? -1 : 1));
  for (const one of longestFirst) {
    let batch = batches.find((batch) => batch.seconds + one.seconds <= BATCH_SECONDS);
    if (batch === undefined) batches.push(batch = { seconds: 0, files: [] });
    batch.seconds += one.seconds;
    batch.files.push(one.file);
  }
  return batches.sort((one, other) => other.seconds - one.seconds).map(({ files }) => files);
}

/** The arguments of `deno test` for a batch: short files share one engine, the others have one each. */
export function argumentsFor(batch: readonly string[], seconds: Seconds): string[] {
  const short = batch.filter((file) => seconds[file] === undefined);
  if (short.length < 2) return [...batch];
  const long = batch.filter((file) => seconds[file] !== undefined);
  return [...long, TOGETHER, "--", ...short];
}
