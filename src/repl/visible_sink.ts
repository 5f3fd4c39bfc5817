/** TRUSTED. A sink for a terminal that lets through only text and colours of the sandbox. */
import type { Sink } from "../host/output.ts";
import { VisibleStream } from "./visible_stream.ts";

/** Makes what is written visible, and passes it on. */
export class VisibleSink implements Sink {
  readonly #sink: Sink;
  readonly #stream = new VisibleStream();

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** Whether the last character shown was a line end. */
  get endsLine(): boolean {
    return this.#stream.endsLine;
  }

  async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const shown = this.#stream.add(bytes);
    if (shown.length > 0) await this.#sink.write(shown);
  }

  /** Writes what was held back because more could have followed; returns whether there was anything. */
  async end(): Promise<boolean> {
    const rest = this.#stream.end();
    if (rest.length > 0) await this.#sink.write(rest);
    return rest.length > 0;
  }
}
