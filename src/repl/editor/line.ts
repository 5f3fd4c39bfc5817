/**
 * One line being edited, by `node:readline`: it moves by characters and words, and deletes. It receives keys and
 * returns its line and cursor; it neither draws nor reads.
 */
import { EventEmitter } from "node:events";
import { createInterface, type Interface } from "node:readline";
import type { Key } from "./keys.ts";

/** An input that never delivers anything: readline requires an input stream. */
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
  // Both members are documented as read-only. Assignments take effect before the next key.
  readonly #readline: Interface & { line: string; cursor: number };

  /** Widths of characters: they are needed again after every key, for everything that is shown. */
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

  /** Replaces line and cursor. */
  set(text: string, cursor: number): void {
    this.#readline.line = text;
    this.#readline.cursor = cursor;
  }

  /** Applies an editing key. */
  press({ name, ctrl, meta }: Key): void {
    this.#readline.write(null as unknown as string, { name, ctrl, meta });
  }

  /** Inserts text without line ends. */
  insert(text: string): void {
    const { line, cursor } = this.#readline;
    this.set(line.slice(0, cursor) + text + line.slice(cursor), cursor + text.length);
  }

  /** The width of a character on a terminal, or of a text of plain ASCII, in columns. */
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
