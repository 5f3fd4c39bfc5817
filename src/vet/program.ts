/** One program that is to be vetted: where it stands, how it is run, and what is expected of it. */
import type { Limits } from "../core/limits.ts";
import type { Status } from "../core/outcome.ts";
import type { Program } from "../engine/program.ts";

/** Where a program stands. */
export interface Place {
  /** Its file as the user has named it; `-` is standard input. */
  readonly path: string;
  /** The line of its fence in a Markdown file, or of its row in JSON Lines, counted from 1; null where it is a whole file. */
  readonly line: number | null;
  /** What its row names it by; null where that has no name. */
  readonly id: string | number | null;
  /** Which of the cases of its row it is, counted from 1; null where the row has none. */
  readonly case: number | null;
  /** Which of the blocks or rows of its file it is, counted from 1: of all that is known of a block, this changes least. */
  readonly ordinal: number;
}

/** What a program has to do to pass. */
export interface Expectation {
  /** Null where it has to end by itself, and its exit code says how. */
  readonly status: Status | null;
  /** Null is any. */
  readonly exitCode: number | null;
  /** Null is any. */
  readonly stdout: { readonly text: string; readonly trimEnd: boolean } | null;
}

/** A program, ready to be run. */
export interface VetProgram {
  readonly place: Place;
  readonly program: Program & { readonly code: Uint8Array<ArrayBuffer> };
  /** Within the command's own. */
  readonly limits: Partial<Limits>;
  readonly expected: Expectation;
  /** The lines of its file that it can stand in, first and last: whatever a traceback says, it is one of these. */
  readonly lines: readonly [first: number, last: number];
}

/** Something that should be a program and cannot be run: it does not pass. */
export interface Refused {
  readonly place: Place;
  /** Why, in a clause. */
  readonly problem: string;
}

/** What a program is called in lines and reports: its id, or where it stands. */
export function labelOf({ path, line, id, case: number }: Place): string {
  const name = id !== null ? String(id) : line === null ? path : `${path}:${line}`;
  return number === null ? name : `${name} case ${number}`;
}
