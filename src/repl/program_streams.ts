/** TRUSTED. What a statement prints, on its way to the terminal, and what it reads from the terminal. */
import type { Sink } from "../host/output.ts";
import type { ProgramStreams } from "./prompt_interpreter.ts";
import type { EditingTerminal } from "./terminal.ts";
import { visibleText } from "../core/visible.ts";
import { VisibleSink } from "./visible_sink.ts";

const [NEWLINE, RETURN] = [0x0A, 0x0D];

/** The streams of the statements typed at a terminal. */
export class TerminalStreams implements ProgramStreams {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly #terminal: EditingTerminal;
  readonly #sinks: readonly VisibleSink[];
  /** The rest of a line of which a program has read a part: for the next read request, never for the prompt. */
  #rest: Uint8Array = new Uint8Array(0);
  #isOpen = false;
  #atLineStart = true;

  /** @param sink receives what may be shown. */
  constructor(terminal: EditingTerminal, sink: Sink) {
    this.#terminal = terminal;
    const [stdout, stderr] = [new VisibleSink(sink), new VisibleSink(sink)];
    this.#sinks = [stdout, stderr];
    this.stdout = { write: (bytes) => this.#write(stdout, bytes) };
    this.stderr = { write: (bytes) => this.#write(stderr, bytes) };
  }

  /** Begins a statement. */
  open(): void {
    this.#isOpen = true;
    this.#atLineStart = true;
  }

  /** Ends a statement: shows what it left incomplete, and moves the cursor to the beginning of a line. */
  async close(): Promise<void> {
    this.#isOpen = false;
    for (const sink of this.#sinks) {
      if (await sink.end()) this.#atLineStart = false;
    }
    if (!this.#atLineStart) this.#terminal.write("\n");
    this.#terminal.input.abandon();
  }

  /** Handles Ctrl-C: the terminal has shown `^C`, and has discarded input that was not read. */
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
      // The line end that the user typed is on the screen, too.
      if (line.at(-1) === NEWLINE) this.#atLineStart = true;
    }
    const taken = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(taken.length);
    return taken;
  };

  /** Bytes that the terminal delivers: a line, unless it is long or ended with Ctrl-D. */
  async #readLine(): Promise<Uint8Array | null> {
    const { input } = this.#terminal;
    const wasLeft = input.hasLeft;
    const bytes = await input.read();
    if (!wasLeft || bytes === null) return bytes;
    // The user typed this before the statement ran, while the terminal delivered single keys: it has echoed nothing of
    // it, and formed no lines.
    const typed = bytes.map((byte) => byte === RETURN ? NEWLINE : byte);
    const end = typed.indexOf(NEWLINE) + 1 || typed.length;
    input.putBack(typed.subarray(end));
    this.#terminal.write(visibleInput(typed.subarray(0, end)));
    return typed.subarray(0, end);
  }

  async #write(sink: VisibleSink, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    // Between statements, output of the sandbox must not reach the screen.
    if (!this.#isOpen || bytes.length === 0) return;
    await sink.write(bytes);
    this.#atLineStart = sink.endsLine;
  }
}

/** A line as a terminal would have echoed it. */
function visibleInput(line: Uint8Array): string {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(line);
  return text.endsWith("\n") ? `${visibleText(text.slice(0, -1))}\n` : visibleText(text);
}
