/**
 * `JSON.parse` of texts that others have written: with a bound of the work that a text may make, and with the right names.
 *
 * The bound: before anything is read, one pass counts what costs more than its bytes. The right names: V8 (13.6 to 15.0 at
 * least; https://issues.chromium.org/issues/521080746) remembers the names of objects that it has read and compares the next
 * one as it is written, not as it reads: after `{"a": 1, "caf\\": 2}` it takes the name in `{"a": 1, "caf\u00e9": 2}` for
 * `caf\`. So one text could change how the next one is read. Only names with an escape sequence are concerned.
 */

/** Taken before a program that is not ours could put another in its place, as long as this is loaded before one runs. */
const { parse } = JSON;

/** How much of what costs more than its bytes a text may have. */
export interface JsonBounds {
  /** How deep arrays and objects may be nested. */
  readonly depth: number;
  /** How many arrays and objects there may be. */
  readonly containers: number;
  /** How many values there may be: items and members of all arrays and objects. */
  readonly values: number;
  /** How many names objects may have. */
  readonly names: number;
  /** How long all names may be together, in UTF-16 units as they are written. */
  readonly nameUnits: number;
}

/** For texts that were written here, or read once and found short enough. */
export const UNBOUNDED: JsonBounds = {
  depth: Infinity,
  containers: Infinity,
  values: Infinity,
  names: Infinity,
  nameUnits: Infinity,
};

/** A text has too much of something. */
export class JsonBoundsError extends SyntaxError {
  override readonly name = "JsonBoundsError";
}

const BACKSLASH = 0x5C;
const COMMA = 0x2C;
const QUOTE = 0x22;
const OPEN_ARRAY = 0x5B;
const CLOSE_ARRAY = 0x5D;
const OPEN_OBJECT = 0x7B;
const CLOSE_OBJECT = 0x7D;

/**
 * The value of a text of JSON.
 *
 * @throws {JsonBoundsError} where it exceeds one of the bounds, which is found out before anything is read.
 * @throws {SyntaxError} where it is no JSON.
 */
export function parseJson(text: string, bounds: JsonBounds): unknown {
  if (!scan(text, bounds, null)) return parse(text);
  try {
    return parseNamesApart(text, bounds);
  } catch (error) {
    // This says what is wrong with the text as it was given.
    parse(text);
    throw error;
  }
}

/**
 * Counts what the text has, as far as it is JSON.
 *
 * @param places takes where each name begins and ends, its quotes included, in turn.
 * @returns whether a name has an escape sequence.
 * @throws {JsonBoundsError} where there is too much of something.
 */
function scan(text: string, bounds: JsonBounds, places: number[] | null): boolean {
  const { length } = text;
  /** Of each array or object that is open, whether it is an object. */
  const open: boolean[] = [];
  let isObject = false;
  let expectsName = false;
  let hasEscapedName = false;
  let [containers, values, names, nameUnits] = [0, 1, 0, 0];
  for (let at = 0; at < length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const start = at;
        if (!expectsName) {
          at = endOfString(text, start + 1);
          break;
        }
        expectsName = false;
        if (++names > bounds.names) tooMuch(`at most ${bounds.names} names`);
        const longest = bounds.nameUnits - nameUnits;
        at = endOfString(text, start + 1, start + longest + 2);
        nameUnits += at - start - 1;
        if (nameUnits > bounds.nameUnits) {
          tooMuch(`names of at most ${bounds.nameUnits} characters in all`);
        }
        hasEscapedName ||= text.slice(start, at).includes("\\");
        places?.push(start, at + 1);
        break;
      }
      case COMMA:
        if (++values > bounds.values) tooMuch(`at most ${bounds.values} values`);
        expectsName = isObject;
        break;
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        if (++containers > bounds.containers) {
          tooMuch(`at most ${bounds.containers} arrays and objects`);
        }
        open.push(isObject);
        if (open.length > bounds.depth) {
          tooMuch(`arrays and objects nested at most ${bounds.depth} deep`);
        }
        expectsName = isObject = text.charCodeAt(at) === OPEN_OBJECT;
        break;
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        isObject = open.pop() ?? false;
        expectsName = false;
    }
  }
  return hasEscapedName;
}

/**
 * Where the string that begins at `from`, behind its quote, has its closing quote; else `limit`, or the text's length. What looks
 * for the next quote is fast, but not for each of eight million that are escaped: from the first of those on, all units are
 * looked at.
 */
export function endOfString(text: string, from: number, limit = text.length): number {
  const last = Math.min(limit, text.length);
  const quote = text.indexOf('"', from);
  if (quote < 0 || quote >= last) return last;
  let slash = quote;
  while (slash > from && text.charCodeAt(slash - 1) === BACKSLASH) slash--;
  // In an even number of backslashes each escapes another one, and none the quote.
  if ((quote - slash) % 2 === 0) return quote;
  let at = quote + 1;
  for (let unit; at < last && (unit = text.charCodeAt(at)) !== QUOTE; at++) {
    if (unit === BACKSLASH) at++;
  }
  return Math.min(at, last);
}

function tooMuch(expected: string): never {
  throw new JsonBoundsError(`expected ${expected}`);
}

/** The value of a text of JSON: each name is read alone, which V8 does rightly, and another stands in its place meanwhile. */
function parseNamesApart(text: string, bounds: JsonBounds): unknown {
  const places: number[] = [];
  scan(text, bounds, places);
  const parts: string[] = [];
  const meant: string[] = [];
  const known = new Map<string, number>();
  let copied = 0;
  for (let i = 0; i < places.length; i += 2) {
    const [start, end] = [places[i]!, places[i + 1]!];
    const name: string = parse(text.slice(start, end));
    let number = known.get(name);
    if (number === undefined) {
      number = meant.push(name) - 1;
      known.set(name, number);
    }
    // No digits alone: an object has those in the order of their numbers.
    parts.push(text.slice(copied, start), `"n${number}"`);
    copied = end;
  }
  return withNames(parse(parts.join("") + text.slice(copied)), meant);
}

/** The value with the names that were meant. */
function withNames(value: unknown, meant: readonly string[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withNames(item, meant));
  const entries = Object.entries(value);
  for (const entry of entries) {
    entry[0] = meant[Number(entry[0].slice(1))]!;
    entry[1] = withNames(entry[1], meant);
  }
  return Object.fromEntries(entries);
}
