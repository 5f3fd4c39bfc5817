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

/** Paints frames over each other. Every paint is one write to the terminal. */
export class Painter {
  #painted: Frame = { rows: [{ text: "", width: 0 }], cursor: { row: 0, column: 0 } };
  /** The first visible row of the current frame, if not all rows fit. */
  #top = 0;

  /**
   * Paints a frame, and below it rows that do not belong to a statement. If not all rows fit, those around the cursor
   * are shown.
   */
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

  /** Paints the whole frame for the last time, and moves to the line below it. */
  finish(frame: Frame): string {
    const back = this.#toTop();
    this.restart();
    return `${back}${write(frame.rows)}\n`;
  }

  /** Clears the screen: the next frame is painted at the top. */
  clear(): string {
    this.restart();
    return CLEAR_SCREEN;
  }

  /** Starts a new frame at the cursor's position. */
  restart(): void {
    this.#painted = { rows: [{ text: "", width: 0 }], cursor: { row: 0, column: 0 } };
    this.#top = 0;
  }

  /** Adapts to a new width of the terminal, which has wrapped the rows that do not fit. */
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

/** The row is cleared before it is written: clearing after a full row would delete its last character. */
function write(rows: readonly Row[]): string {
  return rows.map(({ text }, index) => {
    const isLast = index === rows.length - 1;
    return `${isLast ? CLEAR_BELOW : CLEAR_ROW}${text}${isLast ? "" : "\r\n"}`;
  }).join("");
}

function up(rows: number): string {
  return rows === 0 ? "" : `\x1b[${rows}A`;
}
