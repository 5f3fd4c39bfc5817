/** TRUSTED. What a statement prints, on its way to the terminal; and what the terminal gives to a statement that asks. */
import type { Sink } from "../host/output.ts";
import type { ProgramStreams } from "./prompt_interpreter.ts";
import type { EditingTerminal } from "./terminal.ts";
import { visibleText } from "./visible.ts";
import { VisibleSink } from "./visible_sink.ts";

const [NEWLINE, RETURN] = [0x0A, 0x0D];

/** The streams of the statements typed at a terminal. */
export class TerminalStreams implements ProgramStreams {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly #terminal: EditingTerminal;
  readonly #sinks: readonly VisibleSink[];
  /** What is left of a line of which a program has read a part: for the next that asks, and never for the prompt. */
  #rest: Uint8Array = new Uint8Array(0);
  #isOpen = false;
  #atLineStart = true;

  /** @param sink where what may be shown is written. */
  constructor(terminal: EditingTerminal, sink: Sink) {
    this.#terminal = terminal;
    const [stdout, stderr] = [new VisibleSink(sink), new VisibleSink(sink)];
    this.#sinks = [stdout, stderr];
    this.stdout = { write: (bytes) => this.#write(stdout, bytes) };
    this.stderr = { write: (bytes) => this.#write(stderr, bytes) };
  }

  /** A statement begins. */
  open(): void {
    this.#isOpen = true;
    this.#atLineStart = true;
  }

  /** The statement has ended: what it left unfinished is shown, and the cursor put where a line begins. */
  async close(): Promise<void> {
    this.#isOpen = false;
    for (const sink of this.#sinks) {
      if (await sink.end()) this.#atLineStart = false;
    }
    if (!this.#atLineStart) this.#terminal.write("\n");
    this.#terminal.input.abandon();
  }

  /** Ctrl-C was pressed: the terminal has shown `^C`, and has forgotten what was typed and not read. */
  interrupted(): void {
    this.#terminal.input.drop();
    this.#rest = new Uint8Array(0);
    this.#terminal.write("\n");
    this.#atLineStart = true;
  }

  readonly readStdin = async (most: number): Promise<Uint8Array | null> => {
    if (this.#rest.length === 0) {
      const line = await this.#readLine();
      if (line === null) return null;
      this.#rest = line;
      // The end of the line that was typed is on the screen too.
      if (line.at(-1) === NEWLINE) this.#atLineStart = true;
    }
    const taken = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(taken.length);
    return taken;
  };

  /** What the terminal gives: a line, unless it is long, or ended with Ctrl-D. */
  async #readLine(): Promise<Uint8Array | null> {
    const { input } = this.#terminal;
    const wasLeft = input.hasLeft;
    const bytes = await input.read();
    if (!wasLeft || bytes === null) return bytes;
    // Typed before the statement ran, when the terminal gave us keys: it has shown nothing of it, and made no lines.
    const typed = bytes.map((byte) => byte === RETURN ? NEWLINE : byte);
    const end = typed.indexOf(NEWLINE) + 1 || typed.length;
    input.putBack(typed.subarray(end));
    this.#terminal.write(visibleInput(typed.subarray(0, end)));
    return typed.subarray(0, end);
  }

  async #write(sink: VisibleSink, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    // Between statements nothing of the sandbox has any business on the screen.
    if (!this.#isOpen || bytes.length === 0) return;
    await sink.write(bytes);
    this.#atLineStart = sink.endsLine;
  }
}

/** A line as a terminal would have shown it while it was typed. */
function visibleInput(line: Uint8Array): string {
  const text = new TextDecoder().decode(line);
  return text.endsWith("\n") ? `${visibleText(text.slice(0, -1))}\n` : visibleText(text);
}
