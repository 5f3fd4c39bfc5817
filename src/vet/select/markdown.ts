/**
 * The fenced Python blocks of a Markdown text, as CommonMark finds them: fences of backticks or tildes, also in lists and quotes;
 * longer ones around shorter ones; none in HTML comments. Looks at each line once.
 */

/** One block. */
export interface Block {
  /** The line of its opening fence, counted from 1. The code begins on the next one. */
  readonly line: number;
  /** The code, without the indentation of its fence. */
  readonly code: string;
  /** How many lines of code there are. */
  readonly count: number;
}

const PYTHON: ReadonlySet<string> = new Set(["python", "python3", "py"]);

/** A fence, what it is made of, and what it says. A text between backticks is no fence. */
const FENCE = /^(`{3,}|~{3,})[ \t]*(.*)$/;

const LIST_ITEM = /^(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$)/;

/** From so many columns on, beyond the list item that it is in, a line is code that is indented, and no fence. */
const INDENTED_CODE = 4;

const TAB = 4;

/** The blocks, in their order. */
export function* pythonBlocks(text: string): Generator<Block, void> {
  let open: Open | null = null;
  /** The columns at which the content begins of the list items around. */
  let items: number[] = [];
  let isComment = false;
  let number = 0;
  for (const whole of linesOf(text)) {
    number++;
    const { quotes, rest } = unquoted(whole, open?.quotes ?? Infinity);
    if (open !== null && quotes < open.quotes) {
      // The quote that it is in has ended, and so has the block.
      if (open.isPython) yield blockOf(open);
      open = null;
    }
    if (open !== null) {
      if (isEnd(rest, open)) {
        if (open.isPython) yield blockOf(open);
        open = null;
      } else if (open.isPython) open.code.push(unindented(rest, open.indent));
      continue;
    }
    let line = rest;
    let indent = indentOf(line);
    line = line.trimStart();
    if (isComment) {
      isComment = !line.includes("-->");
      continue;
    }
    if (line === "") continue;
    items = items.filter((column) => column <= indent);
    for (let item; (item = LIST_ITEM.exec(line)) !== null && isNear(indent, items);) {
      const behind = line.slice(item[0].length);
      indent += item[0].length;
      indent += behind.trim() === "" ? 1 : indentOf(behind, indent);
      items.push(indent);
      line = behind.trimStart();
    }
    if (!isNear(indent, items)) continue;
    if (line.startsWith("<!--")) isComment = !line.includes("-->", 4);
    const [, fence, info] = FENCE.exec(line) ?? [];
    if (fence === undefined || (fence[0] === "`" && info!.includes("`"))) continue;
    open = { line: number, fence, indent, quotes, isPython: isPython(info!), code: [] };
  }
  if (open?.isPython) yield blockOf(open);
}

interface Open {
  readonly line: number;
  readonly fence: string;
  readonly indent: number;
  readonly quotes: number;
  readonly isPython: boolean;
  readonly code: string[];
}

function blockOf({ line, code }: Open): Block {
  return { line, code: code.map((one) => `${one}\n`).join(""), count: code.length };
}

function* linesOf(text: string): Generator<string, void> {
  for (let at = 0; at < text.length;) {
    const end = text.indexOf("\n", at);
    const line = text.slice(at, end < 0 ? text.length : end);
    at = end < 0 ? text.length : end + 1;
    yield line.endsWith("\r") ? line.slice(0, -1) : line;
  }
}

/** The line without the marks of the quotes that it is in, at most so many. */
function unquoted(line: string, most: number): { quotes: number; rest: string } {
  let rest = line;
  let quotes = 0;
  for (; quotes < most; quotes++) {
    const mark = /^ {0,3}> ?/.exec(rest);
    if (mark === null) break;
    rest = rest.slice(mark[0].length);
  }
  return { quotes, rest };
}

function isNear(indent: number, items: readonly number[]): boolean {
  return indent - (items.at(-1) ?? 0) < INDENTED_CODE;
}

function isEnd(line: string, { fence, indent }: Open): boolean {
  const text = line.trim();
  if (text.length < fence.length || indentOf(line) - indent >= INDENTED_CODE) return false;
  return text === fence[0]!.repeat(text.length);
}

/** The first word of what a fence says: `python`, `py title="x"`, `{.python}`, `python,ignore`. */
function isPython(info: string): boolean {
  const [, word] = /^\{?\.?([\w+-]*)/.exec(info)!;
  return PYTHON.has(word!.toLowerCase());
}

/** The columns before the first character that is no blank. @param from the column at which the text begins. */
function indentOf(text: string, from = 0): number {
  let column = from;
  for (const character of text) {
    if (character === " ") column++;
    else if (character === "\t") column += TAB - column % TAB;
    else break;
  }
  return column - from;
}

/** The line without so many columns of blanks, or as many as it has. */
function unindented(line: string, columns: number): string {
  let column = 0;
  for (let at = 0; at < line.length; at++) {
    if (column >= columns || !" \t".includes(line[at]!)) return line.slice(at);
    const next = line[at] === "\t" ? column + TAB - column % TAB : column + 1;
    // What is left of a tab are blanks.
    if (next > columns) return " ".repeat(next - columns) + line.slice(at + 1);
    column = next;
  }
  return "";
}
