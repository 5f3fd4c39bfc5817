/**
 * TRUSTED. What is typed, for one reader at a time: the editor, then the program, then the editor again. A read from a
 * terminal cannot be taken back, so that whoever comes next takes over the one that waits.
 */

/** Bytes in the order in which they were typed. */
export class TypedInput {
  readonly #source: () => Promise<Uint8Array | null>;
  #left: Uint8Array = new Uint8Array(0);
  #pending: Promise<Uint8Array | null> | null = null;
  #turn = 0;

  /** @param source gives the next bytes; null is the end. */
  constructor(source: () => Promise<Uint8Array | null>) {
    this.#source = source;
  }

  /** The next bytes; null is the end. Never settles where it was abandoned. */
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

  /** Leaves what comes next to the next reader, where one waits that is not needed any more. */
  abandon(): void {
    this.#turn++;
  }

  /** Whether something was typed that nobody has read. */
  get hasLeft(): boolean {
    return this.#left.length > 0;
  }

  /** Puts bytes that were read in front of all others. */
  putBack(bytes: Uint8Array): void {
    const joined = new Uint8Array(bytes.length + this.#left.length);
    joined.set(bytes);
    joined.set(this.#left, bytes.length);
    this.#left = joined;
  }

  /** Forgets what nobody has read: what a terminal does at Ctrl-C. */
  drop(): void {
    this.#left = new Uint8Array(0);
  }
}
