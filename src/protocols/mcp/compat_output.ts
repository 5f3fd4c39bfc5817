/** Output of both streams in one text, line by line in the order in which the lines were ended. */

type Stream = "stdout" | "stderr";

/** Takes output in pieces. */
export class CompatOutput {
  readonly #log: (stream: Stream, lines: string) => Promise<void>;
  readonly #begun = { stdout: "", stderr: "" };
  #text = "";

  /** @param log hears of lines as they come. */
  constructor(log: (stream: Stream, lines: string) => Promise<void>) {
    this.#log = log;
  }

  /** Takes a piece. Resolves when whoever hears of its lines has them. */
  async add(stream: Stream, text: string): Promise<void> {
    const end = text.lastIndexOf("\n") + 1;
    if (end === 0) {
      this.#begun[stream] += text;
      return;
    }
    const lines = this.#begun[stream] + text.slice(0, end);
    this.#begun[stream] = text.slice(end);
    this.#text += lines;
    await this.#log(stream, lines);
  }

  /**
   * All of it, without the newline at its end; null where there is nothing.
   *
   * @param traceback what Python has written last, and is not wanted.
   */
  async end(traceback: string): Promise<string | null> {
    if (traceback !== "" && this.#text.endsWith(traceback)) {
      this.#text = this.#text.slice(0, -traceback.length);
    }
    for (const stream of ["stdout", "stderr"] as const) {
      if (this.#begun[stream] !== "") await this.add(stream, "\n");
    }
    return this.#text === "" ? null : this.#text.slice(0, -1);
  }
}
