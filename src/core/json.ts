/**
 * `JSON.parse` with the right names. V8 (13.6 to 15.0 at least; https://issues.chromium.org/issues/521080746) remembers
 * the names of objects that it has read and compares the next one as it is written, not as it reads: after
 * `{"a": 1, "caf\\": 2}` it takes the name in `{"a": 1, "caf\u00e9": 2}` for `caf\`. So one text could change how the
 * next one is read. Values are not concerned, and a name that was misread has a backslash in it.
 */

/** Taken before a program that is not ours could put another in its place, as long as this is loaded before one runs. */
const { parse } = JSON;

/** How deep a text may be nested that has to be read the long way, and how many names it may have: that way is slow. */
const DEEPEST = 500;
const MOST_NAMES = 65_536;

/**
 * The value of a text of JSON.
 *
 * @throws {SyntaxError} where it is none, or where it has a backslash in a name and is nested deeper than 500 levels or has
 *   more than 65,536 names.
 */
export function parseJson(text: string): unknown {
  const value: unknown = parse(text);
  if (!text.includes("\\") || !hasSuspectName(value)) return value;
  return decodeNames(parse(encodeNames(text)), 0);
}

/** Where the string of a text of JSON that begins at `from`, behind its quote, has its closing quote; else the text's length. */
export function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let slash = at;
    while (slash > from && text[slash - 1] === "\\") slash--;
    // In an even number of backslashes each escapes another one, and none the quote.
    if ((at - slash) % 2 === 0) return at;
  }
  return text.length;
}

function hasSuspectName(value: unknown): boolean {
  const pending = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next !== "object" || next === null) continue;
    if (!Array.isArray(next) && Object.keys(next).some((name) => name.includes("\\"))) return true;
    for (const part of Object.values(next)) pending.push(part);
  }
  return false;
}

/** What follows a name. */
const COLON = /[ \t\n\r]*:/y;

/** The same text, which is JSON, with names that need no escape sequence. */
function encodeNames(text: string): string {
  const parts: string[] = [];
  let copied = 0;
  let names = 0;
  for (let at = text.indexOf('"'); at >= 0;) {
    const end = endOfString(text, at + 1) + 1;
    COLON.lastIndex = end;
    if (COLON.test(text)) {
      if (++names > MOST_NAMES) throw new SyntaxError(`It has more than ${MOST_NAMES} names`);
      // On its own a string is read rightly.
      const name: string = parse(text.slice(at, end));
      parts.push(text.slice(copied, at), `"${encodeName(name)}"`);
      copied = end;
    }
    at = text.indexOf('"', end);
  }
  return parts.join("") + text.slice(copied);
}

function encodeName(name: string): string {
  return name.replaceAll(
    /["\\%]|\p{Cc}/gu,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}

function decodeName(name: string): string {
  return name.replaceAll(/%(..)/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

/** The value with the names that were meant. */
function decodeNames(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > DEEPEST) throw new SyntaxError(`It is nested deeper than ${DEEPEST} levels`);
  if (Array.isArray(value)) return value.map((item) => decodeNames(item, depth + 1));
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, part]) => [decodeName(name), decodeNames(part, depth + 1)]),
  );
}
