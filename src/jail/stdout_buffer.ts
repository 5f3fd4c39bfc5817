/**
 * HOSTILE ONCE A PROGRAM RUNS. Python's buffer of standard output, from outside. It stands in Python's memory: what is in it can be
 * taken without a call, at any moment, also when Python cannot run any more. While it is shut, it lets everything through;
 * while it is open, `print` costs no system call.
 */
import type { EmscriptenModule } from "./emscripten.ts";

/** How much it holds, in bytes. */
export const STDOUT_BUFFER_BYTES = 64 * 1024;

/** Where CPython's `buffered`, the object of an `io.BufferedWriter`, has its members, in words. Positions have 64 bits. */
const Member = { buffer: 12, writeStart: 20, writeEnd: 22, owner: 25, size: 26 } as const;
const WORDS = 27;

/** The size of a buffer in which nothing stays: CPython writes pieces that are as large past it. */
const SHUT_BYTES = 1;

/** The position that stands for no position. */
const NONE = 0xFFFF_FFFF;

type Memory = Pick<EmscriptenModule, "HEAPU8">;

/** The buffer below Python's `sys.stdout`. A program that makes another of it has a common buffer from then on. */
export class StdoutBuffer {
  readonly #memory: Memory;
  readonly #address: number;
  /** Where its bytes are. */
  readonly #bytes: number;
  #words: Uint32Array<ArrayBuffer>;
  #isOpen = false;

  /** @param address of the object, which is never freed. */
  constructor(memory: Memory, address: number) {
    this.#memory = memory;
    this.#address = address;
    this.#words = new Uint32Array(memory.HEAPU8.buffer, address, WORDS);
    this.#bytes = this.#words[Member.buffer]!;
  }

  /** Whether something may be in it. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether Python is within one of its methods. */
  get isBusy(): boolean {
    return this.#view()[Member.owner] !== 0;
  }

  /** From now on, it gathers what is written. */
  open(): void {
    const words = this.#view();
    // One that was made anew has another size, and one that was closed has no place.
    if (words[Member.size] !== SHUT_BYTES || words[Member.buffer] !== this.#bytes) return;
    words[Member.size] = STDOUT_BUFFER_BYTES;
    this.#isOpen = true;
  }

  /**
   * From now on, it lets everything through, if Python is not within one of its methods.
   *
   * @returns what was in it, valid until Python goes on; null for nothing.
   */
  shut(): Uint8Array<ArrayBuffer> | null {
    const words = this.#view();
    if (this.isBusy) return null;
    this.#isOpen = false;
    if (words[Member.size] !== STDOUT_BUFFER_BYTES || words[Member.buffer] !== this.#bytes) {
      return null;
    }
    const [start, end] = [words[Member.writeStart]!, words[Member.writeEnd]!];
    for (const half of [0, 1]) {
      words[Member.writeStart + half] = 0;
      words[Member.writeEnd + half] = NONE;
    }
    words[Member.size] = SHUT_BYTES;
    if (end === NONE || end <= start || end > STDOUT_BUFFER_BYTES) return null;
    return this.#memory.HEAPU8.subarray(this.#bytes + start, this.#bytes + end);
  }

  /** Its members: memory that has grown is another. */
  #view(): Uint32Array<ArrayBuffer> {
    const { buffer } = this.#memory.HEAPU8;
    if (this.#words.buffer !== buffer) {
      this.#words = new Uint32Array(buffer, this.#address, WORDS);
    }
    return this.#words;
  }
}
