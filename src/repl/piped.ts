/**
 * TRUSTED. Runs statements from a pipe or a file, without prompts. Each runs as soon as it is complete; a failure does
 * not stop the others.
 */
import type { Limits } from "../core/limits.ts";
import type { Sink, Sinks } from "../host/output.ts";
import { exitCodeForSignal } from "../report/exit_code.ts";
import { statementOf } from "./percent_commands.ts";
import type { Ended, Interpreter, ProgramStreams } from "./prompt_interpreter.ts";
import { Lines } from "./input_lines.ts";
import { listen, type Listener } from "./prompt_signals.ts";
import { runEntered, type Stage } from "./statements.ts";
import { VisibleSink } from "./visible_sink.ts";

/** Where statements come from, and how they are run. */
export interface PipedSession {
  readonly limits: Limits;
  /** Whether pysandbox's own messages are suppressed. */
  readonly quiet: boolean;
  readonly sinks: Sinks;
  /** Which of the sinks are terminals: these get text and colours only. */
  readonly terminals: Readonly<Record<"stdout" | "stderr", boolean>>;
  /** The next bytes of standard input; null is its end. */
  readonly readInput: () => Promise<Uint8Array | null>;
  readonly open: (streams: ProgramStreams) => Promise<Interpreter>;
}

/** Lines that are not indented, as Python defines that, and are no comment. */
const STATEMENT = /^[^ \t\f\r#]/;

/** Keywords of lines that continue the block above them although they are not indented. */
const CLAUSE = /^(?:elif|else|except|finally)\b/;

/**
 * Runs all statements.
 *
 * @returns the status that the program left with, or that of the last failed statement, or 0.
 */
export async function runPiped(session: PipedSession): Promise<number> {
  const { sinks, terminals, readInput, open } = session;
  const lines = new Lines(readInput);
  const stdout = new ProgramSink(sinks.stdout, terminals.stdout);
  const stderr = new ProgramSink(sinks.stderr, terminals.stderr);
  // As in Python, a statement that reads standard input gets what follows it.
  const readStdin = (most: number) => lines.readBytes(most);
  const interpreter = await open({ stdout, stderr, readStdin });
  const run = new PipedRun(session, interpreter, lines, [stdout, stderr]);
  using signals = listen(run);
  return await Promise.race([run.toTheEnd(), run.interrupted, signals.ended]);
}

class PipedRun implements Listener {
  readonly #interpreter: Interpreter;
  readonly #lines: Lines;
  readonly #programSinks: readonly ProgramSink[];
  readonly #stage: Stage;
  readonly #interrupted = Promise.withResolvers<number>();
  #isRunning = false;
  #isToStop = false;

  constructor(
    { limits, quiet, sinks }: PipedSession,
    interpreter: Interpreter,
    lines: Lines,
    programSinks: readonly ProgramSink[],
  ) {
    this.#interpreter = interpreter;
    this.#lines = lines;
    this.#programSinks = programSinks;
    this.#stage = {
      ...{ interpreter, limits, quiet },
      perform: (source) => this.#perform(source),
      answer: (text) => sinks.stdout.write(new TextEncoder().encode(text)),
      complain: (line) => sinks.stderr.write(new TextEncoder().encode(line)),
    };
  }

  /** Settles with the exit status if Ctrl-C was pressed while nothing ran. */
  get interrupted(): Promise<number> {
    return this.#interrupted.promise;
  }

  async toTheEnd(): Promise<number> {
    let last = 0;
    for (;;) {
      const source = await nextStatement(this.#lines, this.#interpreter);
      if (source === null) return last;
      const { leaves, status } = await runEntered(source, this.#stage);
      if (leaves) return status ?? 0;
      if (this.#isToStop) return exitCodeForSignal("SIGINT");
      last = status ?? last;
    }
  }

  interrupt(): void {
    if (!this.#isRunning) return this.#interrupted.resolve(exitCodeForSignal("SIGINT"));
    this.#isToStop = true;
    this.#interpreter.interrupt();
  }

  resized(): void {
    // Nothing here depends on the size of a terminal.
  }

  async #perform(source: string): Promise<Ended> {
    this.#isRunning = true;
    try {
      return await this.#interpreter.run(source);
    } finally {
      this.#isRunning = false;
      for (const sink of this.#programSinks) await sink.end();
    }
  }
}

/** The sinks of a statement's output: byte for byte, or made visible for a terminal. */
class ProgramSink implements Sink {
  readonly #sink: Sink;
  readonly #visible: VisibleSink | null;

  constructor(sink: Sink, isTerminal: boolean) {
    this.#visible = isTerminal ? new VisibleSink(sink) : null;
    this.#sink = this.#visible ?? sink;
  }

  write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#sink.write(bytes);
  }

  async end(): Promise<void> {
    await this.#visible?.end();
  }
}

/**
 * The next statement; null at the end. A source that never becomes complete is returned as it is, so that Python
 * reports the error.
 */
async function nextStatement(lines: Lines, interpreter: Interpreter): Promise<string | null> {
  let source: string | null = null;
  for (;;) {
    const line = await lines.read();
    if (line === null) return source === null ? null : `${source}\n`;
    if (source === null) {
      if (line.trim() === "") continue;
      source = line;
    } else if (
      STATEMENT.test(line) && !CLAUSE.test(line) && await isWhole(`${source}\n`, interpreter)
    ) {
      // A statement directly after a block: at a prompt an empty line would have to end the block.
      lines.putBack(line);
      return `${source}\n`;
    } else {
      source += `\n${line}`;
    }
    if (await isWhole(source, interpreter)) return source;
  }
}

async function isWhole(source: string, interpreter: Interpreter): Promise<boolean> {
  const statement = statementOf(source);
  return statement === null || await interpreter.check(statement) !== "incomplete";
}
