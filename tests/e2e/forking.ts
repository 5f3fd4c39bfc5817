/**
 * Programs as `run` runs them, each in a fork: for tests that ask nothing of the command itself, whose start takes thirty times as much
 * processor time. What the command makes of its words, and how it is supervised, is the real thing.
 */
import { ensureAssets } from "../../src/host/assets.ts";
import type { Forks } from "../../src/host/forks/forks.ts";
import { openForks } from "../../src/host/open_forks.ts";
import { CollectingSink } from "../../src/host/output.ts";
import { superviseIn } from "../../src/host/supervisor.ts";
import { explain } from "../../src/report/text.ts";
import { THIS_HOST } from "../../src/cli/host.ts";
import { readProgram } from "../../src/cli/program_source.ts";
import { given, NO_TERMINALS } from "../cli/hosts.ts";
import { sharedBy, type SharingTest } from "../sharing.ts";
import { toRunCommand } from "../../src/cli/commands/run.ts";
import { BINARY, type Finished, pysandbox } from "./command.ts";
import { until } from "./served.ts";

/** How a program ended, and what it wrote. */
type Ran = Pick<Finished, "code" | "stdout" | "stderr">;

/** Runs a program: the words behind `run`, and its standard input. */
type RunProgram = (words: readonly string[], options?: { readonly stdin?: string }) => Promise<Ran>;

/** A process for the tests of a file, of which each of their programs is a fork. Where there are no forks, it is the real command. */
export function forking(): SharingTest<RunProgram> {
  const test = sharedBy(open, async (forks) => await forks?.[Symbol.asyncDispose]());
  return (name, fn) =>
    test(name, (forks) =>
      fn(async (words, { stdin = "" } = {}) => {
        if (forks === null) return await pysandbox(["run", ...words], { stdin });
        return await runInFork(forks, words, stdin);
      }));
}

async function open(): Promise<Forks | null> {
  if (BINARY !== undefined) return null;
  await ensureAssets(() => {});
  const { request: { limits } } = toRunCommand(await given("-c", ""), HOST);
  const forks = await openForks(limits.maxHeapBytes, true);
  if (forks === null) return null;
  forks.prepare();
  await until(() => forks.readiness !== "starting", "forks");
  if (forks.readiness === "off") throw new Error(`no forks: ${forks.lastFault}`);
  return forks;
}

const HOST = { variable: () => undefined, terminals: NO_TERMINALS };

async function runInFork(forks: Forks, words: readonly string[], stdin: string): Promise<Ran> {
  const { source, request } = toRunCommand(await given(...words), HOST);
  let input = new TextEncoder().encode(stdin);
  const take = (most: number) => {
    const taken = input.subarray(0, most);
    input = input.subarray(taken.length);
    return Promise.resolve(taken);
  };
  const program = await readProgram(source, { ...THIS_HOST, readStdin: take });
  const [stdout, stderr] = [new CollectingSink(), new CollectingSink()];
  const link = await forks.make();
  const { outcome, openLine } = await superviseIn(link, { ...request, program }, {
    describe: false,
    keep: false,
    renewInput: false,
  }, {
    sinks: { stdout, stderr },
    readStdin: async (most) => {
      const taken = await take(most);
      return taken.length === 0 ? null : taken;
    },
    stopRequests: () => ({ [Symbol.dispose]: () => {} }),
  });
  await link.process[Symbol.asyncDispose]();
  const why = explain(outcome) ?? "";
  const own = openLine && why !== "" ? `\n${why}` : why;
  return {
    code: outcome.exitCode,
    stdout: await stdout.text(),
    stderr: await stderr.text() + own,
  };
}
