/** Edits a statement of several lines: readline edits the line with the cursor, the lines above and below are kept here. */
import type { Key } from "./keys.ts";
import { Line } from "./line.ts";

/** The cursor's position: a line, and UTF-16 code units in it. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Lines of text and a cursor. */
export class Statement {
  readonly #line = new Line();
  #above: string[] = [];
  #below: string[] = [];
  #killed = "";

  /** All lines, joined by `\n`. */
  get text(): string {
    return this.lines.join("\n");
  }

  get lines(): readonly string[] {
    return [...this.#above, this.#line.text, ...this.#below];
  }

  get place(): Place {
    return { row: this.#above.length, column: this.#line.cursor };
  }

  /** The cursor as an offset into the text. */
  get cursor(): number {
    return this.#above.reduce((sum, line) => sum + line.length + 1, 0) + this.#line.cursor;
  }

  /** The current line up to the cursor. */
  get before(): string {
    return this.#line.text.slice(0, this.#line.cursor);
  }

  /** The width of a character on a terminal, or of a text of plain ASCII, in columns. */
  readonly columnsOf = (text: string): number => this.#line.columnsOf(text);

  /** Replaces the text, with the cursor at an offset; by default at the end. */
  set(text: string, cursor: number = text.length): void {
    const lines = text.split("\n");
    const linesBefore = text.slice(0, cursor).split("\n");
    const row = linesBefore.length - 1;
    this.#above = lines.slice(0, row);
    this.#below = lines.slice(row + 1);
    this.#line.set(lines[row]!, linesBefore[row]!.length);
  }

  /** Inserts text of one or more lines. */
  insert(text: string): void {
    const lines = text.split("\n");
    const after = this.#line.text.slice(this.#line.cursor);
    const last = lines.pop()!;
    if (lines.length > 0) {
      lines[0] = this.before + lines[0]!;
      this.#above.push(...lines);
      this.#line.set(after, 0);
    }
    this.#line.insert(last);
  }

  /** Deletes this number of code units before the cursor, in its line. */
  deleteBefore(count: number): void {
    const { text, cursor } = this.#line;
    this.#line.set(text.slice(0, cursor - count) + text.slice(cursor), cursor - count);
  }

  /**
   * Applies a readline key to the line. At the ends of a line, moves continue in the next line, and deletions join two
   * lines.
   */
  press(key: Key, effect: "move" | "delete" | "kill", direction: "back" | "forth" | "bound"): void {
    const { text, cursor } = this.#line;
    if (direction === "back" && cursor === 0) {
      return effect === "move" ? void this.up(Infinity) : this.#joinAbove();
    }
    if (direction === "forth" && cursor === text.length) {
      return effect === "move" ? void this.down(0) : this.#joinBelow();
    }
    this.#line.press(key);
    const after = this.#line;
    if (effect !== "kill" || after.text.length === text.length) return;
    this.#killed = text.slice(after.cursor, after.cursor + text.length - after.text.length);
  }

  /** Inserts the text that was killed last. */
  yank(): void {
    this.insert(this.#killed);
  }

  /** Moves to the line above, to `column` or its end; returns whether there is one. */
  up(column: number = this.#line.cursor): boolean {
    const line = this.#above.pop();
    if (line === undefined) return false;
    this.#below.unshift(this.#line.text);
    this.#line.set(line, Math.min(column, line.length));
    return true;
  }

  /** Moves to the line below, to `column` or its end; returns whether there is one. */
  down(column: number = this.#line.cursor): boolean {
    const line = this.#below.shift();
    if (line === undefined) return false;
    this.#above.push(this.#line.text);
    this.#line.set(line, Math.min(column, line.length));
    return true;
  }

  #joinAbove(): void {
    const line = this.#above.pop();
    if (line !== undefined) this.#line.set(line + this.#line.text, line.length);
  }

  #joinBelow(): void {
    const line = this.#below.shift();
    if (line !== undefined) this.#line.set(this.#line.text + line, this.#line.cursor);
  }
}
