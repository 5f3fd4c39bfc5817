/** Keeps what is being typed on the screen: repaints it in place, row by row, and knows where it begins. */
import type { Frame, Row } from "./layout.ts";

/** The size of a terminal. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const CLEAR_ROW = "\x1b[K";
const CLEAR_BELOW = "\x1b[J";
const CLEAR_SCREEN = "\x1b[H\x1b[2J";

/** Paints frames over each other. Every paint is one text for the terminal. */
export class Painter {
  #painted: Frame = { rows: [{ text: "", width: 0 }], cursor: { row: 0, column: 0 } };
  /** The first row of the frame that is on the screen, where not all of them fit. */
  #top = 0;

  /** Paints a frame, and below it rows that belong to no statement. Where not all fits, what is around the cursor is shown. */
  paint(frame: Frame, below: readonly Row[], size: Size): string {
    const { row } = frame.cursor;
    const height = Math.max(1, size.rows - below.length);
    const back = this.#toTop();
    this.#top = Math.min(Math.max(this.#top, row - height + 1), row);
    this.#top = Math.max(0, Math.min(this.#top, frame.rows.length - height));
    const visible = [...frame.rows.slice(this.#top, this.#top + height), ...below];
    this.#painted = {
      rows: visible,
      cursor: { row: row - this.#top, column: frame.cursor.column },
    };
    return back + write(visible) + this.#fromEndToCursor();
  }

  /** Paints all of a frame for the last time, and goes to the line below it. */
  finish(frame: Frame): string {
    const back = this.#toTop();
    this.restart();
    return `${back}${write(frame.rows)}\n`;
  }

  /** Clears the screen: the next frame is painted at its top. */
  clear(): string {
    this.restart();
    return CLEAR_SCREEN;
  }

  /** From here on a frame begins where the cursor is. */
  restart(): void {
    this.#painted = { rows: [{ text: "", width: 0 }], cursor: { row: 0, column: 0 } };
    this.#top = 0;
  }

  /** The terminal has another width now, and has broken the rows that do not fit. */
  resized(columns: number): void {
    const { rows, cursor } = this.#painted;
    const heights = rows.slice(0, cursor.row).map(({ width }) =>
      Math.ceil(Math.max(1, width) / columns)
    );
    const row = heights.reduce((sum, height) => sum + height, 0) +
      Math.floor(cursor.column / columns);
    this.#painted = { rows, cursor: { row, column: cursor.column % columns } };
  }

  #toTop(): string {
    return `\r${up(this.#painted.cursor.row)}`;
  }

  #fromEndToCursor(): string {
    const { rows, cursor } = this.#painted;
    const right = cursor.column === 0 ? "" : `\x1b[${cursor.column}C`;
    return `${up(rows.length - 1 - cursor.row)}\r${right}`;
  }
}

/** Cleared before it is written: behind a row that is full, clearing would take its last character. */
function write(rows: readonly Row[]): string {
  return rows.map(({ text }, index) => {
    const isLast = index === rows.length - 1;
    return `${isLast ? CLEAR_BELOW : CLEAR_ROW}${text}${isLast ? "" : "\r\n"}`;
  }).join("");
}

function up(rows: number): string {
  return rows === 0 ? "" : `\x1b[${rows}A`;
}
