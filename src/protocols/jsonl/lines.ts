/** TRUSTED. The lines of a client's stream: found, bounded and decoded, whatever comes. */

/** One line, or why it cannot be had. */
export type Line =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "too-long" }
  | { readonly kind: "not-utf8" };

const NEWLINE = 0x0A;
const BYTE_ORDER_MARK = [0xEF, 0xBB, 0xBF] as const;

/** A buffer up to this size is kept for the next line; a larger one is given back. */
const KEPT_BYTES = 64 * 1024;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Cuts a stream of bytes into lines. Holds at most one line of `maxBytes`, whatever comes. */
export class LineReader {
  readonly #maxBytes: number;
  /** The beginning of a line whose newline has not come yet. */
  #begun = new Uint8Array(0);
  #length = 0;
  /** Whether the rest of a line that was too long is being thrown away. */
  #skipping = false;
  #isFirst = true;

  /** @param maxBytes the longest line, its newline not counted. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * The lines that end in this chunk, each as the caller takes it. A line that is too long is reported at once, not when it
   * ends: the client may be waiting for an answer.
   *
   * The chunk must not change until all lines have been taken; what is not taken is lost.
   */
  *read(chunk: Uint8Array): Generator<Line, void> {
    let at = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, at)) {
      const line = this.#finish(chunk.subarray(at, end));
      at = end + 1;
      if (line !== null) yield line;
    }
    const rest = chunk.subarray(at);
    if (this.#skipping || rest.length === 0) return;
    if (this.#length + rest.length <= this.#maxBytes) return this.#append(rest);
    this.#skipping = true;
    yield this.#tooLong();
  }

  /** The last line, where the stream ended without a newline behind it; null where there is none. */
  end(): Line | null {
    if (this.#length === 0) return null;
    const line = this.#finish(new Uint8Array(0));
    // A byte order mark alone is what some shells send for nothing.
    return line?.kind === "text" && line.text === "" ? null : line;
  }

  /** The line that ends with `rest`; null for one that was reported already. */
  #finish(rest: Uint8Array): Line | null {
    if (this.#skipping) {
      this.#skipping = false;
      return null;
    }
    if (this.#length + rest.length > this.#maxBytes) return this.#tooLong();
    if (this.#length === 0) return this.#decode(rest);
    this.#append(rest);
    const line = this.#decode(this.#begun.subarray(0, this.#length));
    this.#forget();
    return line;
  }

  #append(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#begun.length) {
      const doubled = Math.min(2 * this.#begun.length, this.#maxBytes);
      const grown = new Uint8Array(Math.max(length, doubled));
      grown.set(this.#begun.subarray(0, this.#length));
      this.#begun = grown;
    }
    this.#begun.set(bytes, this.#length);
    this.#length = length;
  }

  #tooLong(): Line {
    this.#isFirst = false;
    this.#forget();
    return { kind: "too-long" };
  }

  #forget(): void {
    this.#length = 0;
    if (this.#begun.length > KEPT_BYTES) this.#begun = new Uint8Array(0);
  }

  #decode(bytes: Uint8Array): Line {
    const hasMark = this.#isFirst && BYTE_ORDER_MARK.every((byte, at) => bytes[at] === byte);
    this.#isFirst = false;
    try {
      return { kind: "text", text: decoder.decode(hasMark ? bytes.subarray(3) : bytes) };
    } catch {
      return { kind: "not-utf8" };
    }
  }
}
