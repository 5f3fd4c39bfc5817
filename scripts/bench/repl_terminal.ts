/** The prompt on a terminal: from the start of the process, and from Enter to the next prompt. */
import { fileURLToPath } from "node:url";
import { type CommandLine, SANDBOX } from "./command.ts";
import { percentile } from "./percentiles.ts";
import { PseudoTerminal } from "./pseudo_terminal.ts";
import { figure, takeTurns } from "./statistics.ts";
import { line, table, target } from "./table.ts";
import { ratioCell, timeEach, TIMES_HEADING, timesCells } from "./times.ts";
import { endsWithPrompt, endsWithValue } from "./terminal_text.ts";

const ROUNDS = 11;

/** Statements in each session, after the first. */
const STATEMENTS = 10;

const CTRL_D = "\x04";

/** A prompt to be timed, and its name in the table. */
const PARTS = {
  prompt: "start to prompt",
  first: "start to the prompt behind a first statement, typed at once",
  next: "Enter to the prompt behind a later statement",
} as const;

type Part = keyof typeof PARTS;

/** Times of one session, in milliseconds. */
type Session = Readonly<Partial<Record<Part, readonly number[]>>>;

type Variables = Readonly<Record<string, string>>;

/**
 * Prints the times, and whether the targets were met.
 *
 * @param folder for the histories: those of the user stay as they are.
 * @throws {CannotMeasure} if no terminal can be made.
 */
export async function promptOnTerminal(python: CommandLine, folder: URL): Promise<void> {
  const path = fileURLToPath(folder);
  const sandbox = { ...SANDBOX, args: [...SANDBOX.args, "repl"] };
  const printf = { name: "a terminal alone (printf)", path: "printf", args: [">>> "] };
  const found = await takeTurns([
    { name: sandbox.name, sample: () => talk(sandbox, { XDG_STATE_HOME: path }) },
    { name: python.name, sample: () => talk(python, { HOME: path }) },
    { name: printf.name, sample: () => showPrompt(printf) },
  ], ROUNDS);
  line(
    `a prompt on a terminal, ${ROUNDS} sessions each, in turn; a statement is a number`,
  );
  const times = (name: string, part: Part) => found.get(name)!.flatMap((one) => one[part] ?? []);
  for (const part of Object.keys(PARTS) as Part[]) {
    const shown = [...found.keys()].filter((name) => times(name, part).length > 0);
    table([
      [PARTS[part], ...TIMES_HEADING, "to python3"],
      ...shown.map((name) => [
        `  ${name}`,
        ...timesCells(times(name, part)),
        ratioCell(times(name, part), times(python.name, part)),
      ]),
    ]);
  }
  const prompt = percentile(times(sandbox.name, "prompt"), 50);
  const next = percentile(times(sandbox.name, "next"), 50);
  target("a prompt within 300 ms", `p50 ${figure(prompt)} ms`, prompt <= 300);
  target("a statement on a terminal within 5 ms", `p50 ${figure(next)} ms`, next <= 5);
}

/** Starts a prompt, types statements, and leaves. */
async function talk(command: CommandLine, env: Variables): Promise<Session> {
  const began = performance.now();
  await using terminal = new PseudoTerminal(command, env);
  await terminal.shows(endsWithPrompt);
  const prompt = performance.now() - began;
  let entered = 0;
  const enter = async () => {
    // Another statement each time: a repeated one would not be added to the history.
    const statement = String(++entered);
    await terminal.type(`${statement}\r`);
    await terminal.shows((shown) => endsWithValue(shown, statement));
  };
  await enter();
  const first = performance.now() - began;
  const next = await timeEach(STATEMENTS, enter);
  await terminal.type(CTRL_D);
  await terminal.ended();
  return { prompt: [prompt], first: [first], next };
}

/** What the terminal itself takes, and the client that reads it. */
async function showPrompt(command: CommandLine): Promise<Session> {
  const began = performance.now();
  await using terminal = new PseudoTerminal(command, {});
  await terminal.shows(endsWithPrompt);
  const prompt = performance.now() - began;
  await terminal.ended();
  return { prompt: [prompt] };
}
