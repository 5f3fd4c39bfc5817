/** Runs the programs of a corpus on both sides, several at once. */
import type { Sandbox } from "../../clients/typescript/client.ts";
import { type Difference, differencesOf } from "./causes.ts";
import { type Class, classify, isSame, minorOf } from "./compare.ts";
import { type Native, runNative } from "./native.ts";
import type { Options } from "./options.ts";
import type { LeftOut, Program, Verdict } from "./program.ts";
import { runSandboxed } from "./sandbox.ts";
import { countTests, type TestCounts, testsTold } from "./tests_told.ts";

/** What came of a program. */
export interface Row {
  readonly name: string;
  readonly class: Class;
  readonly native: Verdict;
  readonly pysandbox: Verdict;
  readonly tests: TestCounts;
  readonly differences: readonly Difference[];
}

/** The two sides. */
export interface Sides {
  readonly native: Native;
  readonly sandbox: Sandbox;
  /** The version of Python in the sandbox. */
  readonly python: string;
}

/**
 * Runs all programs. No more than `jobs` of them are in memory.
 *
 * @param onRow receives each result, in the order of their ends.
 * @param signal stops everything; the promise resolves when nothing runs any more.
 * @throws what reading the corpus throws, also when nothing runs any more.
 */
export async function runCorpus(
  options: Options,
  sides: Sides,
  onRow: (row: Row | LeftOut) => void,
  signal: AbortSignal,
): Promise<void> {
  const programs = options.kind(options.paths, options.isWanted);
  // One reads at a time: whoever is done takes the next.
  let turn: Promise<unknown> = Promise.resolve();
  const next = () => {
    const result = turn.then(() => programs.next());
    turn = result.catch(() => {});
    return result;
  };
  const workers = Array.from({ length: options.jobs }, async () => {
    for (let item = await next(); !item.done && !signal.aborted; item = await next()) {
      const row = "leftOut" in item.value
        ? item.value
        : await runBoth(item.value, options, sides, signal);
      if (!signal.aborted) onRow(row);
    }
  });
  const ends = await Promise.allSettled(workers);
  await programs.return(undefined);
  const failed = ends.find((end) => end.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

async function runBoth(
  { name, code }: Program,
  options: Options,
  { native, sandbox, python }: Sides,
  signal: AbortSignal,
): Promise<Row> {
  // One after the other: jobs at once are as many programs at once.
  const theirs = await runNative(native, code, options, 0, signal);
  const ours = await runSandboxed(sandbox, code, signal);
  const judge = { isSameMinor: minorOf(native.version) === minorOf(python), ...native };
  let kind = classify(theirs, ours, judge);
  if (kind === "differs") {
    const again = await runNative(native, code, options, 1, signal);
    if (!isSame(theirs, again)) kind = "unstable";
  }
  return {
    name,
    class: kind,
    native: theirs,
    pysandbox: ours,
    tests: countTests(testsTold(theirs.stdout), testsTold(ours.stdout)),
    differences: kind === "same" ? [] : differencesOf(kind, theirs, ours),
  };
}
