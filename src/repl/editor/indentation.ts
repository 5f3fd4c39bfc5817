/** Indentation, by the rules of CPython 3.14's prompt. */

/** One level, for a statement that has no indentation yet. */
const LEVEL = "    ";

/**
 * The indentation of a new line after the cursor: that of the line before, and one more level after a colon.
 *
 * @param before the statement up to the cursor.
 */
export function indentationAfter(before: string): string {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const own = indentationOf(line);
  // An empty line passes no indentation on.
  const same = own.length === line.length ? "" : own;
  return endsWithColon(before) ? same + (firstIndentation(before) ?? LEVEL) : same;
}

/**
 * How many characters Backspace deletes: in the indentation, one level.
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

/** The text without the indentation of a last line that has nothing else: the editor inserted it, the user did not type it. */
export function withoutFinalIndentation(text: string): string {
  const short = text.replace(/[ \t]+$/, "");
  return short.endsWith("\n") ? short : text;
}

function indentationOf(line: string): string {
  return /^[ \t]*/.exec(line)![0];
}

/** Whether the last character before the cursor that is neither space nor comment is a colon. */
function endsWithColon(before: string): boolean {
  // Like CPython, this takes the first `#` of a line as the start of a comment, even inside a string.
  const lines = before.split("\n").map((line) => line.replace(/#.*/, "").trimEnd());
  return lines.findLast((line) => line !== "")?.endsWith(":") ?? false;
}

function firstIndentation(text: string): string | null {
  return /\n([ \t]+)[^ \t\n]/.exec(text)?.[1] ?? null;
}
