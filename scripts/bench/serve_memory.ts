/** How much of the machine's memory interpreters take that wait for a request. */
import { CannotMeasure } from "./cannot_measure.ts";
import type { CommandLine } from "./command.ts";
import { childrenOf, type Proportional, proportional } from "./resident.ts";
import { startEcho, startNaive } from "./serve_contestants.ts";
import { PING, requestLine, Server } from "./serve_server.ts";
import { figure, range, summarize } from "./statistics.ts";
import { line, table } from "./table.ts";
import { inTimes } from "./times.ts";

const ROUNDS = 2;
const SPARES = [1, 4] as const;

/** A spare warms up for some tenths of a second. About a second later the engine returns the memory that it took for that. */
const SETTLED_MS = 4000;

const NAIVE = "naive loop, no isolation";

/**
 * Prints the figures. Nothing else of pysandbox or Deno should run: memory that is shared with it would seem smaller.
 *
 * @throws {CannotMeasure} if the system does not report it.
 */
export async function spareMemory(python: CommandLine): Promise<void> {
  if (Deno.build.os !== "linux") {
    throw new CannotMeasure("memory is read from /proc, which only Linux has");
  }
  const found = new Map<string, Proportional[]>();
  const note = (name: string, ...pids: readonly number[]) =>
    found.set(name, [...found.get(name) ?? [], ...pids.map(proportional)]);
  for (let round = 0; round < ROUNDS; round++) {
    for (const spares of SPARES) {
      await using server = new Server(spares);
      await server.rest();
      await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
      note(sparesName(spares), ...sparesOf(server, spares));
      note(`the server of ${spares}`, server.lines.pid);
    }
  }
  await using stack = new AsyncDisposableStack();
  const [naive, native] = [stack.use(startNaive()), stack.use(startEcho(python))];
  await Promise.all([naive.ask(requestLine("4 + 5", null)), native.ask(PING)]);
  note(NAIVE, naive.pid);
  note(`${python.name}, running a loop`, native.pid);
  print(found);
}

function sparesName(spares: number): string {
  return spares === 1 ? "the only spare" : `a spare of ${spares}`;
}

/** The processes of a server at rest. */
function sparesOf(server: Server, expected: number): number[] {
  const children = childrenOf(server.lines.pid);
  if (children.length === expected) return children;
  throw new Error(`Expected ${expected} children of the server, found ${children.length}`);
}

function print(found: ReadonlyMap<string, readonly Proportional[]>): void {
  line(`memory of interpreters that wait for a request, servers of ${SPARES.join(" and ")} spares`);
  const wholeOf = (name: string) => summarize(found.get(name)!.map(({ whole }) => whole));
  const naive = wholeOf(NAIVE).median;
  table([
    ["", "n", "PSS MB", "min-max MB", "private MB", "min-max MB", "PSS to naive"],
    ...[...found].map(([name, held]) => {
      const [whole, own] = [wholeOf(name), summarize(held.map((one) => one.own))];
      return [
        name,
        String(held.length),
        ...[whole, own].flatMap((summary) => [figure(summary.median), range(summary)]),
        inTimes(whole.median / naive),
      ];
    }),
  ]);
}
