/** Indentation, by the rules of CPython 3.14's own prompt. */

/** What a level is where the statement has none yet. */
const LEVEL = "    ";

/**
 * What a new line behind the cursor begins with: as much as the line before, and a level more behind a colon.
 *
 * @param before the statement up to the cursor.
 */
export function indentationAfter(before: string): string {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const own = indentationOf(line);
  // An empty line gives nothing on.
  const same = own.length === line.length ? "" : own;
  return endsWithColon(before) ? same + (firstIndentation(before) ?? LEVEL) : same;
}

/**
 * How many characters Backspace deletes: within the indentation, a level of it.
 *
 * @param before the statement up to the cursor.
 */
export function backspaceLength(before: string): number {
  const lines = before.split("\n");
  const line = lines.pop()!;
  if (line.trim() !== "" || line === "") return 1;
  const outer = lines.reverse().find((above) => {
    return above.trim() !== "" && indentationOf(above).length < line.length;
  });
  return line.length - (outer === undefined ? line.length - 1 : indentationOf(outer).length);
}

/** The spaces that Tab types in the indentation of a line. */
export function spacesAt(column: number): string {
  return " ".repeat(LEVEL.length - column % LEVEL.length);
}

/** The text without the indentation of a last line that has nothing else: it was put there, not typed. */
export function withoutFinalIndentation(text: string): string {
  const short = text.replace(/[ \t]+$/, "");
  return short.endsWith("\n") ? short : text;
}

function indentationOf(line: string): string {
  return /^[ \t]*/.exec(line)![0];
}

/** Whether the last thing before the cursor that is no space and no comment is a colon. */
function endsWithColon(before: string): boolean {
  // CPython takes the first `#` of a line for the beginning of a comment, one in a string too.
  const lines = before.split("\n").map((line) => line.replace(/#.*/, "").trimEnd());
  return lines.findLast((line) => line !== "")?.endsWith(":") ?? false;
}

function firstIndentation(text: string): string | null {
  return /\n([ \t]+)[^ \t\n]/.exec(text)?.[1] ?? null;
}
