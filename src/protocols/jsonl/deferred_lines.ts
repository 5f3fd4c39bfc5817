/**
 * TRUSTED. Lines that were read while there was no room for what they bring, because the answer to a call may have been behind them.
 */
import { MEBIBYTE } from "../../core/units.ts";
import type { Taken } from "./call_desk.ts";

/** Most characters of lines that wait until no further one is read. */
const MOST_CHARACTERS = 16 * MEBIBYTE;

/** What a line takes beside its text. */
const LINE_CHARACTERS = 64;

/** Lines in the order in which they came. */
export class DeferredLines {
  readonly #room: () => Promise<void>;
  readonly #take: (line: Taken) => boolean | Promise<boolean>;
  #lines: Taken[] = [];
  #characters = 0;
  /** Whether a line was taken after which nothing is to be read. */
  #isOver = false;
  #flushing: Promise<void> | null = null;

  /**
   * @param room settles when another line may be taken.
   * @param take takes a line; false where nothing after it is to be taken.
   */
  constructor(room: () => Promise<void>, take: (line: Taken) => boolean | Promise<boolean>) {
    this.#room = room;
    this.#take = take;
  }

  get isEmpty(): boolean {
    return this.#lines.length === 0;
  }

  /**
   * Adds a line.
   *
   * @param readsOn whether further lines are to be read before this one is taken, as far as there is room for them.
   * @returns false where nothing is to be read any more.
   */
  async add(line: Taken, readsOn: boolean): Promise<boolean> {
    this.#lines.push(line);
    this.#characters += sizeOf(line);
    this.#flushing ??= this.#flush();
    if (!readsOn || this.#characters > MOST_CHARACTERS) await this.#flushing;
    return !this.#isOver;
  }

  /** Settles when all lines have been taken. */
  async taken(): Promise<void> {
    await this.#flushing;
  }

  async #flush(): Promise<void> {
    for (let line = this.#lines[0]; line !== undefined; line = this.#lines[0]) {
      await this.#room();
      const readsOn = await this.#take(line);
      // Not before: others wait for as long as this one is being taken.
      this.#lines.shift();
      this.#characters -= sizeOf(line);
      if (readsOn) continue;
      this.#isOver = true;
      this.#lines = [];
    }
    this.#flushing = null;
  }
}

function sizeOf(line: Taken): number {
  const text = line.kind === "text" ? line.text : line.kind === "refused" ? line.line : "";
  return text.length + LINE_CHARACTERS;
}
