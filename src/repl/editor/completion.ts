/** What Tab does. The words come from the sandbox: claims, of which only what looks like a name of Python is taken. */
import type { Row } from "./layout.ts";

/** The word that ends in front of the cursor: a name, with dots in it. */
const STEM = /[\p{ID_Continue}.]*$/u;

/** Names and dots, and behind them what Python's own completion puts there: a bracket, a space, a colon. */
const WORD = /^[\p{ID_Continue}.]+(?:\(\)?|[ :])?$/u;

const MOST_WORDS = 1000;
const LONGEST_WORD = 200;

/** Columns between words of a choice. */
const GAP = 2;

/** Whether Tab asks for names here rather than typing spaces: there is a word, or a module is about to be named. */
export function wantsWords(before: string): boolean {
  return stemOf(before) !== "" || /^\s*(?:import|from)\s/.test(before);
}

/** The word that is to be completed. */
export function stemOf(before: string): string {
  return STEM.exec(before)![0];
}

/** The words among what the sandbox answered, each once, sorted: those that continue `stem` and are plain. */
export function plainWords(answered: readonly string[], stem: string): string[] {
  const words = answered.slice(0, MOST_WORDS).filter((word) => {
    return word.length <= LONGEST_WORD && word.startsWith(stem) && WORD.test(word);
  });
  return [...new Set(words)].sort();
}

/** The longest text that all words begin with. */
export function commonPrefix(words: readonly string[]): string {
  const [first = ""] = words;
  let length = first.length;
  for (const word of words) {
    while (!word.startsWith(first.slice(0, length))) length--;
  }
  return first.slice(0, length);
}

/** What is needed to show a choice. */
export interface MenuSpace {
  readonly columns: number;
  readonly mostRows: number;
  /** How many columns a character takes. */
  readonly columnsOf: (character: string) => number;
}

/**
 * Words in columns, as many as there is room for.
 *
 * @param stem what they continue: only its last part is shown.
 */
export function menu(words: readonly string[], stem: string, space: MenuSpace): Row[] {
  const { columns, mostRows, columnsOf } = space;
  const cells = words.map((word) => {
    return cell(word.slice(stem.lastIndexOf(".") + 1).trimEnd(), columns, columnsOf);
  });
  const width = Math.max(...cells.map(({ width }) => width)) + GAP;
  const perRow = Math.max(1, Math.floor((columns + GAP) / width));
  const needed = Math.ceil(cells.length / perRow);
  const height = needed <= mostRows ? needed : Math.max(0, mostRows - 1);
  const rows = Array.from({ length: height }, (_, row) => {
    const ofRow = cells.filter((_, index) => index % height === row).slice(0, perRow);
    const padded = ofRow.map(({ text, width: own }, column) => {
      return column === ofRow.length - 1 ? text : text + " ".repeat(width - own);
    });
    return { text: padded.join(""), width: (ofRow.length - 1) * width + ofRow.at(-1)!.width };
  });
  if (height === needed || mostRows < 1) return rows;
  const more = `... and ${cells.length - height * perRow} more`.slice(0, columns);
  return [...rows, { text: more, width: more.length }];
}

/** A text that fits into a row, cut where it does not. */
function cell(text: string, columns: number, columnsOf: MenuSpace["columnsOf"]): Row {
  let [shown, width] = ["", 0];
  for (const character of text) {
    const own = columnsOf(character);
    if (width + own > columns) break;
    shown += character;
    width += own;
  }
  return { text: shown, width };
}
