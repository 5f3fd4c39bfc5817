/** Reads standard input by lines for the prompt, and by bytes for a program that reads what the prompt has not taken. */

const NEWLINE = 0x0A;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Reads lines, without taking more than one at a time. */
export class Lines {
  readonly #read: () => Promise<Uint8Array | null>;
  #left = new Uint8Array(0);
  #put: string | null = null;
  #isFirst = true;

  /** @param read returns the next bytes; null is the end. */
  constructor(read: () => Promise<Uint8Array | null>) {
    this.#read = read;
  }

  /**
   * The next line without its line end; null at the end. Bytes that are not UTF-8 become U+FFFD. A byte order mark at the beginning
   * of the first line is no part of it; elsewhere it is a character like others.
   */
  async read(): Promise<string | null> {
    const line = await this.#nextLine();
    const hasMark = this.#isFirst && line?.startsWith("\uFEFF");
    this.#isFirst = false;
    return hasMark ? line!.slice(1) : line;
  }

  async #nextLine(): Promise<string | null> {
    const put = this.#put;
    this.#put = null;
    if (put !== null) return put;
    const pieces: Uint8Array[] = [];
    for (;;) {
      const end = this.#left.indexOf(NEWLINE);
      if (end !== -1) {
        pieces.push(this.#take(end + 1));
        return textOf(pieces);
      }
      pieces.push(this.#take(this.#left.length));
      const bytes = await this.#read();
      if (bytes === null) return pieces.every(({ length }) => length === 0) ? null : textOf(pieces);
      this.#left = Uint8Array.from(bytes);
    }
  }

  /** Returns a line to the input. */
  putBack(line: string): void {
    this.#put = line;
  }

  /**
   * At most this number of bytes after the last line, and no more than one line: a program's `input()` buffers what it
   * gets beyond a line, and the statements in it would be lost. Null at the end.
   */
  async readBytes(most: number): Promise<Uint8Array | null> {
    if (this.#put !== null) {
      const put = new TextEncoder().encode(`${this.#put}\n`);
      this.#put = null;
      const joined = new Uint8Array(put.length + this.#left.length);
      joined.set(put);
      joined.set(this.#left, put.length);
      this.#left = joined;
    }
    if (this.#left.length === 0) {
      const bytes = await this.#read();
      if (bytes === null) return null;
      this.#left = Uint8Array.from(bytes);
    }
    const line = this.#left.indexOf(NEWLINE) + 1 || this.#left.length;
    return this.#take(Math.min(most, line));
  }

  #take(most: number): Uint8Array {
    const taken = this.#left.subarray(0, most);
    this.#left = this.#left.subarray(taken.length);
    return taken;
  }
}

function textOf(pieces: readonly Uint8Array[]): string {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return decoder.decode(bytes).replace(/\r?\n$/, "");
}
