/** What a corpus consists of. */

/** A program that is run on both sides, as `python3 -c` and a request of the server take it. */
export interface Program {
  /** Unique within its corpus: a path below the named folder, or a task's id. */
  readonly name: string;
  readonly code: string;
}

/** A part of a corpus that makes no program, with the reason. */
export interface LeftOut {
  readonly name: string;
  readonly leftOut: string;
}

/** Says by its name whether a program is wanted, before it is read. */
export type IsWanted = (name: string) => boolean;

/** The programs of a corpus, one at a time, so that memory does not grow with the corpus. */
export type Programs = AsyncGenerator<Program | LeftOut>;

/** Reads a corpus of one kind. */
export type Kind = (paths: readonly string[], isWanted: IsWanted) => Programs;

/** How a program ended on one side. */
export interface Verdict {
  /** `ok`, `error`, `timeout`, `output`; pysandbox has further ones. */
  readonly status: string;
  readonly exitCode: number;
  readonly stdout: string;
  /** The last line of standard error that is not blank; empty if there is none. */
  readonly lastLine: string;
  readonly milliseconds: number;
}

/** The last line of a text that is not blank, cut to a length that a table can show. */
export function lastLineOf(text: string): string {
  return (text.trimEnd().split("\n").at(-1) ?? "").trim().slice(0, LONGEST_LINE);
}

const LONGEST_LINE = 1000;
