/**
 * Text of others, made fit for a log: what a program has written, what it is called, and what it says of itself. Whoever reads a log
 * obeys some of it: terminals obey control sequences, and CI systems lines that are commands to them.
 */
import { withoutCommands } from "../../core/one_line.ts";
import { visibleText } from "../../core/visible.ts";

/** How much of a long text is looked at for its last lines. */
const TAIL_UNITS = 32 * 1024;

/** Most characters of a line. */
const LONGEST_LINE = 400;

/** What GitLab and a plugin of Jenkins take for the path of a file that is to be attached to a report. */
const ATTACHMENT = /\[\[(?=ATTACHMENT\|)/gi;

/** One line of others: nothing in it controls a terminal or a CI system. */
export function foreignLine(text: string): string {
  const cut = text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}...` : text;
  const visible = visibleText(cut.toWellFormed().replaceAll("\t", "    "));
  return withoutCommands(visible).replaceAll(ATTACHMENT, "[ [");
}

/** The last lines of a text. */
export interface Tail {
  /** Each fit for a log. */
  readonly lines: readonly string[];
  /** Whether something stands before them. */
  readonly isCut: boolean;
}

/** At most so many last lines. The work does not grow with the text. */
export function tailOf(text: string, most: number): Tail {
  const end = text.slice(-TAIL_UNITS);
  const lines = end.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const kept = lines.slice(-most);
  return {
    lines: kept.map((line) => foreignLine(line.endsWith("\r") ? line.slice(0, -1) : line)),
    isCut: kept.length < lines.length || end.length < text.length,
  };
}

/** A text on one line, and not too long for it. */
export function foreignWords(text: string): string {
  return foreignLine(text.slice(0, 2 * LONGEST_LINE).replaceAll(/\s+/g, " ").trim());
}
