/** Colours Python source while it is typed: the same spans in the same colours as CPython 3.14's prompt. */
import { type Token, tokenize } from "./tokens.ts";
import { BUILTINS, CONSTANTS, KEYWORDS } from "./words.ts";

/** The names of spans in CPython's theme. */
export type SpanKind =
  | "keyword"
  | "keyword_constant"
  | "soft_keyword"
  | "builtin"
  | "definition"
  | "string"
  | "number"
  | "comment";

/** A part of a source, in UTF-16 code units. */
export interface Span {
  readonly kind: SpanKind;
  readonly start: number;
  readonly end: number;
}

/** `_colorize.Syntax` of CPython 3.14: the default theme. */
export const THEME: Readonly<Record<SpanKind | "prompt", string>> = {
  prompt: "\x1b[1;35m",
  keyword: "\x1b[1;34m",
  keyword_constant: "\x1b[1;34m",
  soft_keyword: "\x1b[1;34m",
  builtin: "\x1b[36m",
  definition: "\x1b[1m",
  string: "\x1b[32m",
  number: "\x1b[33m",
  comment: "\x1b[31m",
};

/** Keywords that begin an expression. So a `match` or `case` before them can be a keyword itself. */
const BEGIN_SUBJECT: ReadonlySet<string> = new Set([...CONSTANTS, "await", "lambda", "not"]);

/** The coloured spans of a source, in order and without overlaps. The source begins with a statement. */
export function highlight(source: string): Span[] {
  const spans: Span[] = [];
  let nextIsDefinition = false;
  let brackets = 0;
  tokenize(source).forEach((token, index, tokens) => {
    const { kind, start, end, text } = token;
    if (kind === "operator") {
      if (/^[([{]$/.test(text)) brackets++;
      if (/^[)\]}]$/.test(text)) brackets--;
    }
    if (kind === "string" || kind === "number" || kind === "comment") {
      spans.push({ kind, start, end });
    }
    if (kind !== "name") return;
    const [before, after] = [tokens[index - 1], tokens[index + 1]];
    const span = nextIsDefinition ? "definition" : kindOfName(before, text, after, brackets === 0);
    nextIsDefinition = !nextIsDefinition && (text === "def" || text === "class");
    if (span !== null) spans.push({ kind: span, start, end });
  });
  return spans;
}

function kindOfName(
  before: Token | undefined,
  text: string,
  after: Token | undefined,
  outsideBrackets: boolean,
): SpanKind | null {
  if (CONSTANTS.has(text)) return "keyword_constant";
  if (KEYWORDS.has(text)) return "keyword";
  if (outsideBrackets && isSoftKeyword(before, text, after)) return "soft_keyword";
  return BUILTINS.has(text) && before?.text !== "." ? "builtin" : null;
}

/** Whether `match`, `case`, `_` or `type` is a keyword at this place, judged by its neighbours as in CPython's prompt. */
function isSoftKeyword(before: Token | undefined, text: string, after: Token | undefined): boolean {
  if (text === "_") return before?.text === "case" && after?.text === ":";
  const begins = before === undefined || before.text === ":" || before.kind === "newline" ||
    before.kind === "indent" || (before.kind === "dedent" && text !== "match");
  if (!begins || after === undefined) return false;
  const isName = after.kind === "name";
  const isKeyword = isName && (KEYWORDS.has(after.text) || CONSTANTS.has(after.text));
  const isValue = after.kind === "number" || after.kind === "string";
  const operators = text === "match" ? ["(", "*", "[", "{", "~", "..."] : ["(", "*", "-", "[", "{"];
  const beginsExpression = isValue || (after.kind === "operator" && operators.includes(after.text));
  switch (text) {
    case "type":
      return isName && !isKeyword;
    case "match":
      return beginsExpression || (isName && (!isKeyword || BEGIN_SUBJECT.has(after.text)));
    case "case":
      return beginsExpression || (isName && (!isKeyword || CONSTANTS.has(after.text)));
    default:
      return false;
  }
}
