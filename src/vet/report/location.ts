/** Where in its file a program did not do what was expected: as far as that is known, and never outside of the program. */
import type { Vetted } from "../run/run_programs.ts";

const NEWLINE = 0x0A;

/** The line, counted from 1: of the error, as the program claims; else the first of the program. */
export function lineOf({ place, subject, outcome }: Vetted): number {
  if (subject === null) return place.line ?? 1;
  const [first, last] = subject.lines;
  const claimed = outcome.claimed.error?.line ?? first;
  return Math.min(Math.max(claimed, first), last);
}

/** What stands in that line; empty where the program is no part of a text with lines. */
export function sourceLine(vetted: Vetted): string {
  const { subject } = vetted;
  if (subject === null || subject.lines[0] === subject.lines[1]) return "";
  const { code } = subject.program;
  let start = 0;
  for (let line = 1; line < lineOf(vetted); line++) start = code.indexOf(NEWLINE, start) + 1;
  const end = code.indexOf(NEWLINE, start);
  return new TextDecoder().decode(code.subarray(start, end < 0 ? code.length : end)).trim();
}
