/** TRUSTED. What a client sends on one connection, in a buffer of a bounded size; and the moment at which it goes away. */
import { HttpError } from "./head.ts";

/** What can be read from. */
export interface Readable {
  /** Reads some bytes; null at the end. */
  read(target: Uint8Array): Promise<number | null>;
}

const BUFFER_BYTES = 64 * 1024;

const decoder = new TextDecoder("latin1");

/** The bytes of one connection. It reads ahead, so that it knows when the client goes. */
export class ByteSource {
  readonly #from: Readable;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #start = 0;
  #end = 0;
  #isReading = false;
  #hasEnded = false;
  readonly #gone = Promise.withResolvers<void>();
  #more = Promise.withResolvers<void>();

  constructor(from: Readable) {
    this.#from = from;
    this.#readAhead();
  }

  /** Settles when the client sends no more. */
  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  /** Whether something has come that nobody has taken. */
  get hasBytes(): boolean {
    return this.#end > this.#start;
  }

  /** Resolves when something has come, or the client is gone. */
  async waitForBytes(): Promise<void> {
    while (!this.hasBytes && !this.#hasEnded) await this.#more.promise;
  }

  /** The text before the next `end`, which is taken as well; null where the client is gone. @throws {HttpError} where it is too long. */
  async textUntil(end: string, most: number): Promise<string | null> {
    for (let from = 0;;) {
      const text = decoder.decode(this.#buffer.subarray(this.#start, this.#end));
      const at = text.indexOf(end, from);
      if (at > most || at < 0 && text.length >= most + end.length) {
        throw new HttpError(most < 1024 ? 400 : 431, `Expected at most ${most} bytes of headers`);
      }
      if (at >= 0) {
        this.#take(at + end.length);
        return text.slice(0, at);
      }
      from = Math.max(0, text.length - end.length);
      if (!await this.#wait()) return null;
    }
  }

  /** Fills the target; false where the client is gone before. */
  async fill(target: Uint8Array): Promise<boolean> {
    for (let at = 0; at < target.length;) {
      if (!this.hasBytes && !await this.#wait()) return false;
      const part = this.#buffer.subarray(this.#start, this.#end).subarray(0, target.length - at);
      target.set(part, at);
      at += part.length;
      this.#take(part.length);
    }
    return true;
  }

  /** Throws away whatever comes. Resolves when the client is gone. */
  async discard(): Promise<void> {
    do this.#take(this.#end - this.#start); while (await this.#wait());
  }

  #take(count: number): void {
    this.#start += count;
    this.#readAhead();
  }

  /** Waits for more than there is. False where the client is gone. */
  async #wait(): Promise<boolean> {
    const { promise } = this.#more;
    if (this.#hasEnded) return false;
    this.#readAhead();
    await promise;
    return !this.#hasEnded;
  }

  async #readAhead(): Promise<void> {
    if (this.#isReading || this.#hasEnded) return;
    if (this.#start > 0) {
      this.#buffer.copyWithin(0, this.#start, this.#end);
      this.#end -= this.#start;
      this.#start = 0;
    }
    // Nothing is lost: it is read on when something was taken.
    if (this.#end === BUFFER_BYTES) return;
    this.#isReading = true;
    const count = await this.#from.read(this.#buffer.subarray(this.#end)).catch(() => null);
    this.#isReading = false;
    if (count === null) {
      this.#hasEnded = true;
      this.#gone.resolve();
    } else this.#end += count;
    this.#more.resolve();
    this.#more = Promise.withResolvers();
    if (count !== null && !this.hasBytes) this.#readAhead();
  }
}
