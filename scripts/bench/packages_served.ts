/** A program with numpy in a server whose interpreters were warmed up with it. */
import { expectOutput } from "./serve_programs.ts";
import { requestLine, Server } from "./serve_server.ts";
import { percentile } from "./percentiles.ts";
import { figure } from "./statistics.ts";
import { table, target } from "./table.ts";
import { timeEach, TIMES_HEADING, timesCells } from "./times.ts";

const REQUESTS = 20;

const PROGRAM = {
  name: "import numpy; numpy.arange(10).sum()",
  source: "import numpy; numpy.arange(10).sum()",
  expected: "45",
};

/** Milliseconds that a spare interpreter may take. */
const MOST_MS = 8;

/** Prints the times. @param environment is warmed up. */
export async function servedPackage(environment: string): Promise<void> {
  await using server = new Server(1, ["--packages", environment]);
  const times = await timeEach(
    REQUESTS,
    () => server.lines.ask(requestLine(PROGRAM.source, null)),
    (answer) => expectOutput("a spare", answer, PROGRAM),
    () => server.rest(),
  );
  table([
    [`${PROGRAM.name}, a request at a time`, ...TIMES_HEADING],
    ["  fresh interpreter, a warmed-up spare is ready", ...timesCells(times)],
  ]);
  const median = percentile(times, 50);
  const what = `a warmed-up spare: p50 of at most ${MOST_MS} ms`;
  target(what, `${figure(median)} ms`, median <= MOST_MS);
}
