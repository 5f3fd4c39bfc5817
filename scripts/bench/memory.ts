/** Memory of the two processes of a run, and of the jails of several runs at once. */
import { CannotMeasure, failForGaps, isThere, orCannot } from "./cannot_measure.ts";
import { type CommandLine, FROM_SOURCE, start, UNHURRIED } from "./command.ts";
import { findExecutable } from "./executable.ts";
import { childrenOf, proportional, type Resident, resident } from "./resident.ts";
import { figure, summarize } from "./statistics.ts";
import { line, table, target } from "./table.ts";

const ROUNDS = 5;
const AT_ONCE = 8;
const MEGABYTE = 1_000_000;
const SAMPLE_MS = 10;

/** A program that waits until its standard input ends. */
const WAIT = "print('ready'); import sys; sys.stdin.read()";

const FLOOD = `
import sys
block = b"x" * 65536
for _ in range(${Math.ceil(200 * MEGABYTE / 65536)}):
    sys.stdout.buffer.write(block)
`;

/** Megabytes by what was measured. */
type Samples = Map<string, number[]>;

/**
 * Prints the section. Targets, for each available pysandbox: jail under 190 MB, host under 150 MB.
 */
export async function memory(): Promise<void> {
  if (Deno.build.os !== "linux") {
    throw new CannotMeasure("memory is read from /proc, which only Linux has");
  }
  const executable = await orCannot(findExecutable());
  const sandboxes = [executable, FROM_SOURCE].filter(isThere);
  const found: [CommandLine, Samples][] = sandboxes.map((sandbox) => [sandbox, new Map()]);
  const gaps = new Map<string, CannotMeasure>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [sandbox, samples] of found) {
      const note = (name: string, value: number) =>
        samples.set(name, [...samples.get(name) ?? [], value]);
      const gap = await measure(sandbox, note);
      if (gap !== null) gaps.set(gap.message, gap);
    }
  }
  print(found);
  for (const [{ name }, samples] of found) {
    const jail = summarize(samples.get("jail at hello, most so far")!).most;
    const host = summarize(samples.get("host in a flood of 200 MB, most so far")!).most;
    target(`${name}: jail under 190 MB`, `${figure(jail)} MB at most`, jail < 190);
    target(`${name}: host under 150 MB`, `${figure(host)} MB at most`, host < 150);
  }
  failForGaps(executable, ...gaps.values());
}

/** Takes one round of samples; returns what could not be measured. */
async function measure(
  sandbox: CommandLine,
  note: (name: string, value: number) => void,
): Promise<CannotMeasure | null> {
  const noteResident = (name: string, { now, peak }: Resident) => {
    note(`${name}, resident`, now);
    note(`${name}, most so far`, peak);
  };
  const ofJails = async (count: number, look: (host: number, jail: number) => void) => {
    await using runs = new Runs(sandbox, count);
    for (const [host, jail] of await runs.ready()) look(host, jail);
  };
  await ofJails(1, (host, jail) => {
    noteResident("host at hello", resident(host)!);
    noteResident("jail at hello", resident(jail)!);
  });
  noteResident("host in a flood of 200 MB", await inFlood(sandbox));
  const noteShares = (when: string) => (_host: number, jail: number) => {
    const { whole, own } = proportional(jail);
    note(`jail ${when}, proportional (PSS)`, whole);
    note(`jail ${when}, private`, own);
  };
  try {
    await ofJails(1, noteShares("alone"));
    await ofJails(AT_ONCE, noteShares(`one of ${AT_ONCE}`));
    return null;
  } catch (error) {
    if (error instanceof CannotMeasure) return error;
    throw error;
  }
}

function print(found: readonly [CommandLine, Samples][]): void {
  line(`memory, n = ${ROUNDS}, ${AT_ONCE} times as many of ${AT_ONCE} at once`);
  const names = [...found[0]![1].keys()];
  table([
    ["", ...found.flatMap(([{ name }]) => [`${name}, median MB`, "most MB"])],
    ...names.map((name) => [
      name,
      ...found.flatMap(([, samples]) => {
        const { median, most } = summarize(samples.get(name)!);
        return [figure(median), figure(most)];
      }),
    ]),
  ]);
}

/** Runs whose programs have printed a line and wait. All of them end with the scope. */
class Runs implements AsyncDisposable {
  readonly #hosts: readonly Deno.ChildProcess[];

  constructor(sandbox: CommandLine, count: number) {
    this.#hosts = Array.from(
      { length: count },
      () => start(sandbox, ["run", "--timeout", "0", "-c", WAIT]),
    );
  }

  /** The processes of each run, once all programs run. */
  async ready(): Promise<[host: number, jail: number][]> {
    return await Promise.all(this.#hosts.map(async ({ stdout, stderr, pid }) => {
      const reader = stdout.getReader();
      const { done } = await reader.read();
      reader.releaseLock();
      if (done) throw new Error(`A run failed: ${await new Response(stderr).text()}`);
      const children = childrenOf(pid);
      if (children.length === 1) return [pid, children[0]!];
      throw new Error(`Expected one child of the host, found ${children.length}`);
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#hosts.map(async ({ stdin, stdout, stderr, status }) => {
      await stdin.close();
      await Promise.all([stdout.cancel(), stderr.cancel(), status]);
    }));
  }
}

/** The host, at the last look before its end. */
async function inFlood(sandbox: CommandLine): Promise<Resident> {
  const child = start(sandbox, [...UNHURRIED, "-c", FLOOD]);
  await child.stdin.close();
  let last: Resident = { now: 0, peak: 0 };
  const timer = setInterval(() => {
    const seen = resident(child.pid);
    if (seen !== null) last = { now: Math.max(last.now, seen.now), peak: seen.peak };
  }, SAMPLE_MS);
  let bytes = 0;
  for await (const chunk of child.stdout) bytes += chunk.length;
  const [{ code }] = await Promise.all([child.status, child.stderr.cancel()]);
  clearInterval(timer);
  if (code !== 0 || bytes < 200 * MEGABYTE) throw new Error(`The flood ended with ${code}`);
  return last;
}
