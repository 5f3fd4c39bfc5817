/** Removes the indentation that all lines of `-c` have in common, as CPython 3.14 does. */

/** Lines of nothing but blanks become empty, and do not count, as in `textwrap.dedent`. */
export function dedent(code: string): string {
  const lines = code.split("\n");
  let common: string | null = null;
  for (const line of lines) {
    const indentation = /^[ \t]*/.exec(line)![0];
    if (indentation.length === line.length) continue;
    common = common === null ? indentation : commonStart(common, indentation);
    // As in CPython, blanks stay as they are where there is nothing to remove.
    if (common === "") return code;
  }
  if (common === null) return code;
  const { length } = common;
  return lines.map((line) => /^[ \t]*$/.test(line) ? "" : line.slice(length)).join("\n");
}

function commonStart(first: string, second: string): string {
  let length = 0;
  while (length < first.length && first[length] === second[length]) length++;
  return first.slice(0, length);
}
