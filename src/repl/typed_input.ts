/**
 * TRUSTED. What is typed, for one reader at a time: the editor, then the program, then the editor again. A read from a
 * terminal cannot be cancelled, so the next reader takes over the read that still waits.
 */

/** Bytes in the order in which they were typed. */
export class TypedInput {
  readonly #source: () => Promise<Uint8Array | null>;
  #left: Uint8Array = new Uint8Array(0);
  #pending: Promise<Uint8Array | null> | null = null;
  #turn = 0;

  /** @param source returns the next bytes; null is the end. */
  constructor(source: () => Promise<Uint8Array | null>) {
    this.#source = source;
  }

  /** The next bytes; null is the end. An abandoned read never settles. */
  async read(): Promise<Uint8Array | null> {
    const turn = ++this.#turn;
    if (this.#left.length > 0) {
      const left = this.#left;
      this.drop();
      return left;
    }
    this.#pending ??= this.#source();
    const bytes = await this.#pending;
    if (turn !== this.#turn) return await new Promise(() => {});
    this.#pending = null;
    return bytes;
  }

  /** Leaves the next bytes to the next reader, if a read waits that is not needed any more. */
  abandon(): void {
    this.#turn++;
  }

  /** Whether there are bytes that nobody has read. */
  get hasLeft(): boolean {
    return this.#left.length > 0;
  }

  /** Puts bytes that were read back, in front of all others. */
  putBack(bytes: Uint8Array): void {
    const joined = new Uint8Array(bytes.length + this.#left.length);
    joined.set(bytes);
    joined.set(this.#left, bytes.length);
    this.#left = joined;
  }

  /** Discards what nobody has read: a terminal does the same at Ctrl-C. */
  drop(): void {
    this.#left = new Uint8Array(0);
  }
}
