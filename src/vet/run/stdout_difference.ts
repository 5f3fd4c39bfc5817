/**
 * Compares what a program wrote with what was expected. A program may write whatever takes longest to compare: this looks at each
 * character once, keeps no list of lines, and stops where something differs.
 */

/** The first line that differs; null is the end of the text. */
export interface Difference {
  /** Counted from 1. */
  readonly line: number;
  readonly wanted: string | null;
  readonly got: string | null;
}

/**
 * Where the texts differ first; null where they are the same.
 *
 * @param trimEnd whether space at the end of lines, and empty lines at the end, do not count.
 */
export function firstDifference(wanted: string, got: string, trimEnd: boolean): Difference | null {
  if (wanted === got) return null;
  let [wantedAt, gotAt] = [0, 0];
  for (let line = 1; wantedAt < wanted.length || gotAt < got.length; line++) {
    const one = lineAt(wanted, wantedAt);
    const other = lineAt(got, gotAt);
    if (trimEnd ? one.trimEnd() !== other.trimEnd() : one !== other) {
      return { line, wanted: one === "" ? null : one, got: other === "" ? null : other };
    }
    wantedAt += one.length;
    gotAt += other.length;
  }
  return null;
}

/** The line that begins there, with its newline; the empty text at the end. */
function lineAt(text: string, at: number): string {
  const end = text.indexOf("\n", at);
  return text.slice(at, end < 0 ? text.length : end + 1);
}
