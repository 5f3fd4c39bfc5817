/**
 * One line being edited, by `node:readline`: it moves by characters and words, and deletes. It is given keys and asked
 * for its line and cursor; it draws nothing and reads nothing.
 */
import { EventEmitter } from "node:events";
import { createInterface, type Interface } from "node:readline";
import type { Key } from "./keys.ts";

/** An input that never says anything. Readline wants one to listen to. */
class NoInput extends EventEmitter {
  resume(): this {
    return this;
  }

  pause(): this {
    return this;
  }
}

/** One line and its cursor, in UTF-16 code units. */
export class Line {
  // Both members are documented for reading only; assigned they are where the next key takes effect.
  readonly #readline: Interface & { line: string; cursor: number };

  /** Asked for again with every key, for all that is shown. */
  readonly #columns = new Map<string, number>();

  constructor() {
    const input = new NoInput() as unknown as NodeJS.ReadableStream;
    this.#readline = createInterface({ input, terminal: true, historySize: 0, prompt: "" });
  }

  get text(): string {
    return this.#readline.line;
  }

  get cursor(): number {
    return this.#readline.cursor;
  }

  /** Puts another line and cursor in place of this one. */
  set(text: string, cursor: number): void {
    this.#readline.line = text;
    this.#readline.cursor = cursor;
  }

  /** Lets a key of editing take effect. */
  press({ name, ctrl, meta }: Key): void {
    this.#readline.write(null as unknown as string, { name, ctrl, meta });
  }

  /** Inserts a text without line ends. */
  insert(text: string): void {
    const { line, cursor } = this.#readline;
    this.set(line.slice(0, cursor) + text + line.slice(cursor), cursor + text.length);
  }

  /** How many columns a character takes on a terminal, or a text of plain ASCII. */
  columnsOf(text: string): number {
    if (/^[\x20-\x7e]*$/.test(text)) return text.length;
    let columns = this.#columns.get(text);
    if (columns === undefined) {
      const { line, cursor } = this.#readline;
      this.set(text, text.length);
      columns = this.#readline.getCursorPos().cols;
      this.set(line, cursor);
      this.#columns.set(text, columns);
    }
    return columns;
  }
}
