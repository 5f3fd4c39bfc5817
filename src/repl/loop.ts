/** TRUSTED. The prompt on a terminal: reads a statement and runs it, until the user or the program leaves. */
import type { Limits } from "../core/limits.ts";
import { descriptorSink } from "../host/output.ts";
import { ownLine } from "../report/text.ts";
import { banner, type Versions } from "./banner.ts";
import { statementOf } from "./percent_commands.ts";
import { Editor, type Language } from "./editor/editor.ts";
import { History } from "./history.ts";
import type { Ended, Interpreter, ProgramStreams } from "./prompt_interpreter.ts";
import { TerminalStreams } from "./program_streams.ts";
import { listen, type Listener } from "./prompt_signals.ts";
import { conclude, runEntered, type Stage } from "./statements.ts";
import { Terminal } from "./terminal.ts";

/** Options of the prompt. */
export interface Session {
  readonly limits: Limits;
  /** For the banner; null for no banner. */
  readonly versions: Versions | null;
  /** Whether pysandbox's own messages are suppressed. */
  readonly quiet: boolean;
  readonly colours: boolean;
  /** Where the history is kept; null if there is no place for it. */
  readonly stateFolder: string | null;
  /** Starts Python, with these streams for its statements. */
  readonly open: (streams: ProgramStreams) => Promise<Interpreter>;
  /** Runs a program first, whose names the prompt then has; null for none. */
  readonly first: (() => Promise<Ended>) | null;
}

/** How long Python may analyse what is being typed before it is interrupted, in milliseconds. */
const THINKING_MS = 1000;

/** Runs the prompt, and returns the exit status. When the promise settles, the terminal is as it was before. */
export async function runPrompt(session: Session): Promise<number> {
  using terminal = new Terminal();
  const streams = new TerminalStreams(terminal, descriptorSink(Deno.stdout, "standard output"));
  const opening = session.open(streams);
  const complain = (line: string) => session.quiet ? undefined : terminal.write(line);
  const history = new History(session.stateFolder, (why) => complain(ownLine(why)));
  const [interpreter] = await Promise.all([opening, history.load()]);
  if (session.versions !== null) complain(banner(session.versions, session.limits));
  const prompt = new Prompt(session, terminal, streams, interpreter, history);
  using signals = listen(prompt);
  return await Promise.race([prompt.run(), signals.ended]);
}

class Prompt implements Listener {
  readonly #interpreter: Interpreter;
  readonly #streams: TerminalStreams;
  readonly #history: History;
  readonly #editor: Editor;
  readonly #terminal: Terminal;
  readonly #stage: Stage;
  readonly #first: Session["first"];
  #isRunning = false;

  constructor(
    { limits, quiet, colours, first }: Session,
    terminal: Terminal,
    streams: TerminalStreams,
    interpreter: Interpreter,
    history: History,
  ) {
    this.#interpreter = interpreter;
    this.#streams = streams;
    this.#history = history;
    this.#terminal = terminal;
    this.#first = first;
    this.#editor = new Editor(terminal, languageOf(interpreter), colours);
    const write = (text: string) => Promise.resolve(terminal.write(text));
    this.#stage = {
      ...{ interpreter, limits, quiet, answer: write, complain: write },
      perform: (source) => this.#attended(() => interpreter.run(source)),
    };
  }

  /** Reads and runs until the user or the program leaves; returns the exit status. */
  async run(): Promise<number> {
    if (this.#first !== null) {
      const { leaves, status } = await conclude(await this.#attended(this.#first), this.#stage);
      if (leaves) return status ?? 0;
    }
    for (;;) {
      const entered = await this.#editor.read(this.#interpreter.prompts(), this.#history.entries);
      if (entered.kind === "end") return 0;
      if (entered.kind === "interrupted") {
        this.#terminal.write("KeyboardInterrupt\n");
        continue;
      }
      if (entered.source.trim() === "") continue;
      await this.#history.add(entered.source);
      const { leaves, status } = await runEntered(entered.source, this.#stage);
      if (leaves) return status ?? 0;
    }
  }

  interrupt(): void {
    if (!this.#isRunning) return this.#editor.interrupt();
    this.#streams.interrupted();
    this.#interpreter.interrupt();
  }

  resized(): void {
    this.#editor.resized();
  }

  /** Runs something with the terminal's streams connected. */
  async #attended(run: () => Promise<Ended>): Promise<Ended> {
    this.#streams.open();
    this.#isRunning = true;
    try {
      return await run();
    } finally {
      this.#isRunning = false;
      await this.#streams.close();
    }
  }
}

/** The editor's requests to Python. Commands of the prompt are always complete, and every wait is bounded. */
function languageOf(interpreter: Interpreter): Language {
  const patiently = async <Answer>(asked: Promise<Answer>): Promise<Answer> => {
    const timer = setTimeout(() => interpreter.interrupt(), THINKING_MS);
    try {
      return await asked;
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    check: async (source) => {
      const statement = statementOf(source);
      return statement === null ? "complete" : await patiently(interpreter.check(statement));
    },
    complete: (source, cursor) => patiently(interpreter.complete(source, cursor)),
  };
}
