/** A process that answers each line with one line, and a minimal client of it. */
import { type CommandLine, start } from "./command.ts";

/** The answers of a process, and the time of each, by `performance.now()`. */
export interface Answers {
  readonly lines: readonly string[];
  readonly times: readonly number[];
}

/** Cuts a stream of bytes into lines of text. */
export class LineCutter {
  readonly #decoder = new TextDecoder();
  #begun = "";

  /** The lines that end in this chunk, without their newlines. */
  cut(chunk: Uint8Array<ArrayBuffer>): string[] {
    const lines = (this.#begun + this.#decoder.decode(chunk, { stream: true })).split("\n");
    this.#begun = lines.pop()!;
    return lines;
  }
}

/** One such process. Disposing of it kills it. */
export class LineProcess implements AsyncDisposable {
  readonly name: string;
  readonly pid: number;
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  readonly #complaints: Promise<string>;
  readonly #cutter = new LineCutter();

  constructor(command: CommandLine, args: readonly string[]) {
    this.#child = start(command, args);
    this.name = command.name;
    this.pid = this.#child.pid;
    this.#writer = this.#child.stdin.getWriter();
    this.#reader = this.#child.stdout.getReader();
    this.#complaints = new Response(this.#child.stderr).text();
  }

  /** Sends one line and waits for the one that comes back. */
  async ask(line: string): Promise<string> {
    return (await this.askAll([line])).lines[0]!;
  }

  /**
   * Sends all lines at once, and reads at the same time: otherwise each side could wait for the other.
   *
   * @throws if the process ends, with its last output, or if it gives more lines than were requested.
   */
  async askAll(asked: readonly string[]): Promise<Answers> {
    const text = asked.map((line) => `${line}\n`).join("");
    // If the process does not read any more, its output ends, and that is reported.
    const sent = this.#writer.write(new TextEncoder().encode(text)).catch(() => {});
    const [lines, times]: [string[], number[]] = [[], []];
    while (lines.length < asked.length) {
      const { value, done } = await this.#reader.read();
      const now = performance.now();
      if (done) throw await this.#ended();
      for (const line of this.#cutter.cut(value)) {
        lines.push(line);
        times.push(now);
      }
    }
    await sent;
    if (lines.length === asked.length) return { lines, times };
    throw new Error(`${this.name} gave ${lines.length} lines for ${asked.length}`);
  }

  async #ended(): Promise<Error> {
    const { code } = await this.#child.status;
    const complaints = (await this.#complaints).trim().slice(-2000);
    return new Error(`${this.name} ended with ${code} while it was asked: ${complaints}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await Promise.all([this.#child.status, this.#complaints, this.#reader.cancel()]);
    await this.#writer.abort().catch(() => {});
  }
}
