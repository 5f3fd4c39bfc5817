/** Tab completion. The names come from the sandbox: they are claims, and only what looks like a Python name is accepted. */
import type { Row } from "./layout.ts";

/** The word that ends at the cursor: a name that may contain dots. */
const STEM = /[\p{ID_Continue}.]*$/u;

/** Names and dots, and what Python's own completion appends: a bracket, a space, a colon. */
const WORD = /^[\p{ID_Continue}.]+(?:\(\)?|[ :])?$/u;

const MOST_WORDS = 1000;
const LONGEST_WORD = 200;

/** Columns between the names of a choice. */
const GAP = 2;

/** Whether Tab asks for names here instead of typing spaces: there is a word, or a module name is expected. */
export function wantsWords(before: string): boolean {
  return stemOf(before) !== "" || /^\s*(?:import|from)\s/.test(before);
}

/** The word to be completed. */
export function stemOf(before: string): string {
  return STEM.exec(before)![0];
}

/** The acceptable names of the sandbox's answer, sorted and without duplicates: those that continue `stem` and are plain. */
export function plainWords(answered: readonly string[], stem: string): string[] {
  const words = answered.slice(0, MOST_WORDS).filter((word) => {
    return word.length <= LONGEST_WORD && word.startsWith(stem) && WORD.test(word);
  });
  return [...new Set(words)].sort();
}

/** The longest common prefix of all names. */
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
 * Names in columns, as many as fit.
 *
 * @param stem the prefix that the names continue: only its last part is shown.
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

/** A text that fits into a row; a longer one is cut. */
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
