/** TRUSTED. The lines of a client's stream: found, bounded and decoded, whatever comes. */

/** One line, or why it cannot be had. */
export type Line =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "too-long" }
  | { readonly kind: "not-utf8" };

const NEWLINE = 0x0A;
const BYTE_ORDER_MARK = "\ufeff";

/** Bytes of a line that has not ended are gathered up to this size, and then decoded: in steps, and no step for each byte. */
const PIECE_BYTES = 64 * 1024;

/** Cuts a stream of bytes into lines. Holds at most one line of `maxBytes`, whatever comes. */
export class LineReader {
  readonly #maxBytes: number;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  /** Whether the decoder has been given the beginning of a line. */
  #isDecoding = false;
  /** The text of the line whose newline has not come yet; null where it is not UTF-8. */
  #text: string | null = "";
  /** Its last bytes, which are not decoded yet. */
  readonly #piece = new Uint8Array(PIECE_BYTES);
  #pieceLength = 0;
  /** How many bytes it has so far. */
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
    if (this.#length > 0) {
      this.#append(rest);
      rest = this.#piece.subarray(0, this.#pieceLength);
    }
    this.#decode(rest, false);
    const hasMark = this.#isFirst && this.#text?.startsWith(BYTE_ORDER_MARK);
    const text = hasMark ? this.#text!.slice(1) : this.#text;
    this.#forget();
    return text === null ? { kind: "not-utf8" } : { kind: "text", text };
  }

  #append(bytes: Uint8Array): void {
    this.#length += bytes.length;
    for (let at = 0; at < bytes.length;) {
      if (this.#pieceLength === PIECE_BYTES) {
        this.#decode(this.#piece, true);
        this.#pieceLength = 0;
      }
      const part = bytes.subarray(at, at + PIECE_BYTES - this.#pieceLength);
      this.#piece.set(part, this.#pieceLength);
      this.#pieceLength += part.length;
      at += part.length;
    }
  }

  #tooLong(): Line {
    this.#forget();
    return { kind: "too-long" };
  }

  #forget(): void {
    this.#isFirst = false;
    this.#text = "";
    this.#length = 0;
    this.#pieceLength = 0;
    if (this.#isDecoding) this.#reset();
  }

  /** Adds to the text. @param stream whether more of the line follows. */
  #decode(bytes: Uint8Array, stream: boolean): void {
    if (this.#text === null) return;
    this.#isDecoding = true;
    try {
      this.#text += this.#decoder.decode(bytes, { stream });
      this.#isDecoding = stream;
    } catch {
      this.#text = null;
      this.#reset();
    }
  }

  /** Has the decoder begin anew. */
  #reset(): void {
    this.#isDecoding = false;
    try {
      this.#decoder.decode();
    } catch {
      // Of a character that was cut off.
    }
  }
}
