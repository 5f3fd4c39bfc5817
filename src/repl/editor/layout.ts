/** Lays a statement out in rows of a terminal: prompts, colours, broken lines, visible control characters, the cursor. */
import { type Span, THEME } from "../highlight/highlight.ts";
import { isHarmful, visibleForm } from "../../core/visible.ts";
import type { Place } from "./statement.ts";

/** The input of the layout. */
export interface Shown {
  readonly lines: readonly string[];
  readonly place: Place;
  /** The prompts of the first line, and of the others. */
  readonly prompts: readonly [string, string];
  /** Coloured spans, as offsets into the joined lines; null for no colours. */
  readonly spans: readonly Span[] | null;
  readonly columns: number;
  /** The width of a character in columns, or of a text of plain ASCII. */
  readonly columnsOf: (text: string) => number;
}

/** A row of the terminal. */
export interface Row {
  /** The row with its colours, all of them ended. */
  readonly text: string;
  /** The row's width in columns. */
  readonly width: number;
}

/** Rows, and the cursor's position in them. */
export interface Frame {
  readonly rows: readonly Row[];
  readonly cursor: Place;
}

const RESET = "\x1b[0m";
const TAB_COLUMNS = 8;

/** Lays a statement out in rows. */
export function layout(shown: Shown): Frame {
  const page = new Page(shown.columns);
  const colours = new Colours(shown.spans ?? []);
  let cursor: Place = { row: 0, column: 0 };
  let offset = 0;
  shown.lines.forEach((line, row) => {
    if (row > 0) page.breakRow();
    const prompt = shown.prompts[row === 0 ? 0 : 1];
    const colour = shown.spans === null ? "" : THEME.prompt;
    for (const character of prompt) page.put(character, shown.columnsOf(character), colour);
    const begin = page.place().column;
    let at = 0;
    for (const character of line) {
      if (row === shown.place.row && at === shown.place.column) cursor = page.place();
      const form = formOf(character, page.place().column - begin);
      page.put(form, shown.columnsOf(form), colours.at(offset + at));
      at += character.length;
    }
    if (row === shown.place.row && shown.place.column >= at) cursor = page.place();
    offset += at + 1;
  });
  return { rows: page.rows(), cursor };
}

/** A character as it is shown; a tab becomes spaces up to its stop. */
function formOf(character: string, column: number): string {
  if (character === "\t") return " ".repeat(TAB_COLUMNS - column % TAB_COLUMNS);
  const codePoint = character.codePointAt(0)!;
  return isHarmful(codePoint) ? visibleForm(codePoint) : character;
}

/** Colours by offset, requested in ascending order. */
class Colours {
  readonly #spans: readonly Span[];
  #next = 0;

  constructor(spans: readonly Span[]) {
    this.#spans = spans;
  }

  at(offset: number): string {
    while (this.#next < this.#spans.length && this.#spans[this.#next]!.end <= offset) this.#next++;
    const span = this.#spans[this.#next];
    return span !== undefined && span.start <= offset ? THEME[span.kind] : "";
  }
}

/** Rows that are being filled. */
class Page {
  readonly #columns: number;
  readonly #rows: Row[] = [];
  #text = "";
  #width = 0;
  #colour = "";

  constructor(columns: number) {
    this.#columns = columns;
  }

  /** The position of the next character that is one column wide. */
  place(): Place {
    if (this.#width >= this.#columns) this.breakRow();
    return { row: this.#rows.length, column: this.#width };
  }

  put(form: string, width: number, colour: string): void {
    if (this.#width + width > this.#columns && this.#width > 0) this.breakRow();
    if (colour !== this.#colour) {
      this.#text += (this.#colour === "" ? "" : RESET) + colour;
      this.#colour = colour;
    }
    this.#text += form;
    this.#width += width;
  }

  breakRow(): void {
    if (this.#colour !== "") this.#text += RESET;
    this.#rows.push({ text: this.#text, width: this.#width });
    this.#text = "";
    this.#width = 0;
    this.#colour = "";
  }

  rows(): readonly Row[] {
    this.breakRow();
    return this.#rows;
  }
}
