/** TRUSTED. Lines on their way to the client: gathered, written one after the other, and counted. */
import { MEBIBYTE } from "../../core/units.ts";

/** Most bytes that wait for the client until nothing more is begun. */
export const WAITING_BYTES = 8 * MEBIBYTE;

/** Lines are gathered into pieces of this size; a longer one is a piece of its own. */
const PIECE_BYTES = 64 * 1024;

/** Most bytes of UTF-8 for one unit of a JavaScript string. */
const BYTES_PER_UNIT = 3;

const encoder = new TextEncoder();

/** A line for the client without its newline: a text, or, of a long one, the parts of its UTF-8. */
export type OutLine = string | readonly Uint8Array<ArrayBuffer>[];

/** How long a line is, in bytes of UTF-8 or UTF-16 units. */
export function lengthOf(line: OutLine): number {
  return typeof line === "string" ? line.length : line.reduce((sum, part) => sum + part.length, 0);
}

/** The only way to the client. A maker of endless lines waits for `drained()` between them. */
export class Outbox {
  readonly #write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  readonly #most: number;
  readonly #gathering = new Uint8Array(PIECE_BYTES);
  #gathered = 0;
  readonly #pieces: Uint8Array<ArrayBuffer>[] = [];
  #waitingBytes = 0;
  #isWriting = false;
  #hasFailed = false;
  #waiters: { readonly most: number; readonly resolve: () => void }[] = [];
  readonly #failure = Promise.withResolvers<Error>();

  /**
   * @param write writes all of the bytes; rejects when the reader is gone.
   * @param most how many bytes may wait before `drained()` does.
   */
  constructor(write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>, most: number) {
    this.#write = write;
    this.#most = most;
  }

  /** Bytes that the reader has not taken yet. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Resolves with the error when a write fails. From then on lines are dropped, and nobody waits. Never rejects. */
  get failure(): Promise<Error> {
    return this.#failure.promise;
  }

  /** Adds a line, whose newline is not part of it. */
  push(line: OutLine): void {
    if (this.#hasFailed) return;
    this.#waitingBytes += typeof line === "string" ? this.#add(`${line}\n`) : this.#addParts(line);
    if (!this.#isWriting) this.#writeAll();
  }

  /** Resolves when no more bytes wait than may, or nothing is written any more. */
  drained(): Promise<void> {
    return this.#fallsTo(this.#most);
  }

  /** Resolves when all has been written, or nothing is any more. */
  flushed(): Promise<void> {
    return this.#fallsTo(0);
  }

  #fallsTo(most: number): Promise<void> {
    if (this.#waitingBytes <= most) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ most, resolve }));
  }

  /** The line's bytes, now among those that wait. */
  #add(line: string): number {
    if (line.length * BYTES_PER_UNIT > PIECE_BYTES) {
      const bytes = encoder.encode(line);
      this.#seal();
      this.#pieces.push(bytes);
      return bytes.length;
    }
    if (line.length * BYTES_PER_UNIT > PIECE_BYTES - this.#gathered) this.#seal();
    const { written } = encoder.encodeInto(line, this.#gathering.subarray(this.#gathered));
    this.#gathered += written;
    return written;
  }

  #addParts(line: readonly Uint8Array<ArrayBuffer>[]): number {
    this.#seal();
    this.#pieces.push(...line);
    return lengthOf(line) + this.#add("\n");
  }

  /** Makes a piece of what was gathered. */
  #seal(): void {
    if (this.#gathered === 0) return;
    this.#pieces.push(this.#gathering.slice(0, this.#gathered));
    this.#gathered = 0;
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    // The lines of one turn go out together.
    await Promise.resolve();
    try {
      while (this.#waitingBytes > 0) {
        if (this.#pieces.length === 0) this.#seal();
        const piece = this.#pieces.shift()!;
        await this.#write(piece);
        this.#waitingBytes -= piece.length;
        this.#wake();
      }
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
    this.#isWriting = false;
  }

  #wake(): void {
    const waiting = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiting) {
      if (this.#waitingBytes <= waiter.most) waiter.resolve();
      else this.#waiters.push(waiter);
    }
  }

  #fail(error: Error): void {
    this.#hasFailed = true;
    this.#pieces.length = 0;
    this.#gathered = 0;
    this.#waitingBytes = 0;
    this.#failure.resolve(error);
    this.#wake();
  }
}
