/** The latency of a single request that nothing else delays: one after another, contestants in turn. */
import { run } from "./command.ts";
import { percentile } from "./percentiles.ts";
import type { Contestants } from "./serve_contestants.ts";
import { expectOutput, printing, type Program } from "./serve_programs.ts";
import { PING, requestLine } from "./serve_server.ts";
import { figure, takeTurns, type Variant } from "./statistics.ts";
import { line, table, target } from "./table.ts";
import { ratioCell, timeEach, TIMES_HEADING, timesCells } from "./times.ts";

const ROUNDS = 18;

/** How many requests in a row, if nothing has to be prepared for each: enough for the 99th percentile of a hundred. */
const ROW = 50;

/** How many such series long-lived contestants get first: a server that has just started is not what is measured. */
const FIRST_ROWS = 10;

/** A contestant, and its name in the tables. */
const RUNNERS = {
  fresh: "fresh interpreter, a spare is ready",
  session: "session",
  naive: "naive loop, no isolation",
  native: "native python3 -I -S -c",
} as const;

type Runner = keyof typeof RUNNERS;

/** The times of one turn, in milliseconds. */
type Turn = Variant<number[]>;

/** Prints the times, and whether the targets were met. */
export async function latency(contestants: Contestants): Promise<void> {
  const { server, echo, programs: [least, report] } = contestants;
  const variants: Turn[] = [
    { name: "echo", sample: () => timeEach(ROW, () => echo.ask(PING)) },
    { name: "ping", sample: () => timeEach(ROW, () => server.lines.ask(PING)) },
    // A fresh interpreter has to boot before its request: that is most of this time.
    ...turnsOf(least, 2, contestants),
    ...turnsOf(report, 1, contestants),
  ];
  const staying = [least, report].flatMap((program) => [
    nameOf(program, "session"),
    nameOf(program, "naive"),
  ]);
  for (const { sample } of variants.filter(({ name }) => staying.includes(name))) {
    for (let row = 0; row < FIRST_ROWS; row++) await sample();
  }
  const found = await takeTurns<number[]>(
    variants.map(({ name, sample }) => ({
      name,
      // A spare that boots would slow down the contestant whose turn it is.
      sample: () => server.rest().then(sample),
    })),
    ROUNDS,
  );
  const times = (name: string) => found.get(name)!.flat();
  line(
    `a request and its answer, one at a time, ${ROUNDS} rounds in turn of up to ${ROW}, ` +
      `after ${FIRST_ROWS * ROW} to each session and loop`,
  );
  table([
    ["", ...TIMES_HEADING],
    ["the client's own part: an echo", ...timesCells(times("echo"))],
    ["ping", ...timesCells(times("ping"))],
  ]);
  for (const program of [least, report]) {
    const of = (runner: Runner) => times(nameOf(program, runner));
    table([
      [program.name, ...TIMES_HEADING, "to python3", "to naive"],
      ...(Object.keys(RUNNERS) as Runner[]).map((runner) => [
        `  ${RUNNERS[runner]}`,
        ...timesCells(of(runner)),
        ratioCell(of(runner), of("native")),
        ratioCell(of(runner), of("naive")),
      ]),
    ]);
  }
  const median = (runner: Runner) => percentile(times(nameOf(least, runner)), 50);
  const [fresh, session] = [median("fresh"), median("session")];
  const what = `p50 of ${least.name}`;
  target(`fresh interpreter: ${what} of at most 10 ms`, `${figure(fresh)} ms`, fresh <= 10);
  target(`session: ${what} of at most 1 ms`, `${figure(session)} ms`, session <= 1);
}

function nameOf(program: Program, runner: Runner): string {
  return `${program.name}: ${runner}`;
}

/** The turns of all contestants with one program. @param fresh how many fresh interpreters get a request in a turn. */
function turnsOf(
  program: Program,
  fresh: number,
  { server, naive, python }: Contestants,
): Turn[] {
  const check = (runner: Runner) => (answer: string) =>
    expectOutput(RUNNERS[runner], answer, program);
  const inFresh = requestLine(program.source, null);
  const inSession = requestLine(program.source, "latency");
  const samples: Record<Runner, () => Promise<number[]>> = {
    fresh: () =>
      timeEach(fresh, () => server.lines.ask(inFresh), check("fresh"), () => server.rest()),
    session: () => timeEach(ROW, () => server.lines.ask(inSession), check("session")),
    naive: () => timeEach(ROW, () => naive.ask(inFresh), check("naive")),
    native: async () => {
      const { stdout, milliseconds } = await run(python, ["-c", printing(program.source)]);
      check("native")(JSON.stringify({ output: stdout.trimEnd() }));
      return [milliseconds];
    },
  };
  return (Object.keys(samples) as Runner[]).map((runner) => ({
    name: nameOf(program, runner),
    sample: samples[runner],
  }));
}
