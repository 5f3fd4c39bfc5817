/** Statements through a pipe: each is sent when the one before has printed its value. */
import { type CommandLine, SANDBOX } from "./command.ts";
import { LineProcess } from "./line_process.ts";
import { percentile } from "./percentiles.ts";
import { startEcho } from "./serve_contestants.ts";
import { figure, takeTurns } from "./statistics.ts";
import { line, table, target } from "./table.ts";
import { ratioCell, timeEach, TIMES_HEADING, timesCells } from "./times.ts";

const ROUNDS = 20;
const ROW = 10;
const STATEMENT = "1";

/** Prints the times, and whether the target was met. */
export async function pipedStatements(python: CommandLine): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const sandbox = stack.use(new LineProcess(SANDBOX, ["repl", "--quiet"]));
  const native = stack.use(new LineProcess(python, ["-q", "-i"]));
  const echo = stack.use(startEcho(python));
  const found = await takeTurns(
    [sandbox, native, echo].map((one) => ({
      name: one.name,
      sample: () => timeEach(ROW, () => one.ask(STATEMENT), (answer) => expectValue(one, answer)),
    })),
    ROUNDS,
  );
  const times = ({ name }: LineProcess) => found.get(name)!.flat();
  line(`statements through a pipe, one at a time, ${ROUNDS} rounds in turn; each is ${STATEMENT}`);
  table([
    ["", ...TIMES_HEADING, "to python3"],
    ...[sandbox, native, echo].map((one) => [
      one === echo ? "the client's own part: an echo" : one.name,
      ...timesCells(times(one)),
      ratioCell(times(one), times(native)),
    ]),
  ]);
  const median = percentile(times(sandbox), 50);
  target("a statement through a pipe within 5 ms", `p50 ${figure(median)} ms`, median <= 5);
}

function expectValue({ name }: LineProcess, answer: string): void {
  if (answer !== STATEMENT) throw new Error(`${name}: expected ${STATEMENT}, got '${answer}'`);
}
