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
const newMark = crypto.randomUUID.bind(crypto);

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
  /** How long all other strings of at most `LONG_UNITS` may be together: they are read at once. */
  readonly shortUnits: number;
  /** How much may stand outside of strings: blanks, digits and punctuation. */
  readonly otherUnits: number;
}

/** For texts that were written here, or read once and found short enough. */
export const UNBOUNDED: JsonBounds = {
  depth: Infinity,
  containers: Infinity,
  values: Infinity,
  names: Infinity,
  nameUnits: Infinity,
  shortUnits: Infinity,
  otherUnits: Infinity,
};

/** A text has too much of something. */
export class JsonBoundsError extends SyntaxError {
  override readonly name = "JsonBoundsError";
}

/** A longer string is read apart from the rest, if it has escape sequences or the text is long. */
export const LONG_UNITS = 4096;

/** How many units of long strings are read in one step. */
const STEP_UNITS = 512 * 1024;

const BACKSLASH = 0x5C;
const COMMA = 0x2C;
const QUOTE = 0x22;
const SMALL_U = 0x75;
const OPEN_ARRAY = 0x5B;
const CLOSE_ARRAY = 0x5D;
const OPEN_OBJECT = 0x7B;
const CLOSE_OBJECT = 0x7D;

/** What stands where in a text, and is read apart from the rest. */
interface Places {
  /** Where each name begins and ends, its quotes included, in turn. */
  readonly names: number[];
  /** Of each long string: where it begins, where it may be cut, and where it ends, without its quotes. */
  readonly long: number[][];
}

/**
 * The value of a text of JSON.
 *
 * @throws {JsonBoundsError} where it exceeds one of the bounds, which is found out before anything is read.
 * @throws {SyntaxError} where it is no JSON.
 */
export function parseJson(text: string, bounds: JsonBounds): unknown {
  return allAtOnce(parseInSteps(text, bounds));
}

/** What comes of steps that nothing comes between. */
export function allAtOnce<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same in steps, each of which takes some milliseconds at most, so that others can get their turn between them. */
export function* parseInSteps(text: string, bounds: JsonBounds): Generator<void, unknown> {
  const places: Places = { names: [], long: [] };
  const hasEscapedName = yield* scan(text, bounds, places);
  if (!hasEscapedName) places.names.length = 0;
  if (!hasEscapedName && places.long.length === 0) return parse(text);
  try {
    return yield* parseApart(text, places);
  } catch (error) {
    // This says what is wrong with the text as it was given.
    parse(withoutLong(text, places.long));
    throw error;
  }
}

/**
 * Counts what the text has, as far as it is JSON, and finds what is read apart.
 *
 * @returns whether a name has an escape sequence.
 * @throws {JsonBoundsError} where there is too much of something.
 */
function* scan(text: string, bounds: JsonBounds, places: Places): Generator<void, boolean> {
  const { length } = text;
  /** Of each array or object that is open, whether it is an object. */
  const open: boolean[] = [];
  let isObject = false;
  let expectsName = false;
  let hasEscapedName = false;
  let [containers, values, names, nameUnits, shortUnits] = [0, 1, 0, 0, 0];
  /** Where the text outside of strings may end. */
  let last = Math.min(length, bounds.otherUnits);
  for (let at = 0; at < length; at++) {
    if (at >= last) tooMuch(`at most ${bounds.otherUnits} characters outside of strings`);
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const start = at;
        if (!expectsName) {
          at = hasLongEnd(text, start + 1)
            ? yield* endOfLongString(text, start + 1, places.long)
            : endOfString(text, start + 1);
          if (at - start <= LONG_UNITS) shortUnits += at - start - 1;
          else if (length > STEP_UNITS && at < length) notePlain(start + 1, at, places.long);
          if (shortUnits > bounds.shortUnits) {
            tooMuch(
              `strings of up to ${LONG_UNITS} characters of at most ${bounds.shortUnits} in all`,
            );
          }
        } else {
          expectsName = false;
          if (++names > bounds.names) tooMuch(`at most ${bounds.names} names`);
          const longest = bounds.nameUnits - nameUnits;
          at = endOfString(text, start + 1, start + longest + 2);
          nameUnits += at - start - 1;
          if (nameUnits > bounds.nameUnits) {
            tooMuch(`names of at most ${bounds.nameUnits} characters in all`);
          }
          hasEscapedName ||= text.slice(start, at).includes("\\");
          places.names.push(start, at + 1);
        }
        last = Math.min(length, last + at - start + 1);
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

/** Whether the string that begins at `from` has escape sequences and may be long: the next quote is far, or is escaped. */
function hasLongEnd(text: string, from: number): boolean {
  const quote = text.indexOf('"', from);
  if (quote < 0) return false;
  if (quote - from <= LONG_UNITS) return text.charCodeAt(quote - 1) === BACKSLASH && quote > from;
  // A part of its own: what looks through the whole text would do so for each string.
  return text.slice(from, quote).includes("\\");
}

/** Where the string that begins at `from` has its closing quote; else the text's length. Where it is long, it is kept in `long`. */
function* endOfLongString(text: string, from: number, long: number[][]): Generator<void, number> {
  const cuts = [from];
  let at = from;
  for (;;) {
    at = walk(text, at, Math.min(at + STEP_UNITS, text.length));
    if (at >= text.length) return text.length;
    if (text.charCodeAt(at) === QUOTE) break;
    cuts.push(at);
    yield;
  }
  if (at - from > LONG_UNITS) long.push([...cuts, at]);
  return at;
}

/** Notes a long string without escape sequences, which may be cut anywhere, unless it was noted. */
function notePlain(start: number, end: number, long: number[][]): void {
  if (long.at(-1)?.[0] === start) return;
  const cuts = [];
  for (let at = start; at < end; at += STEP_UNITS) cuts.push(at);
  long.push([...cuts, end]);
}

/** The place of the first quote that is not escaped; where there is none before `last`, the first one from there on that is not
 * within an escape sequence. */
function walk(text: string, from: number, last: number): number {
  let at = from;
  for (let unit; at < last && (unit = text.charCodeAt(at)) !== QUOTE; at++) {
    // Whether four digits follow is for whoever reads it.
    if (unit === BACKSLASH) at += text.charCodeAt(at + 1) === SMALL_U ? 5 : 1;
  }
  return at;
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
  return Math.min(walk(text, quote + 1, last), last);
}

function tooMuch(expected: string): never {
  throw new JsonBoundsError(`expected ${expected}`);
}

/**
 * The value of a text of JSON, whose names and long strings are read alone: names because V8 does that rightly, and long strings
 * in steps. Others stand in their places meanwhile.
 */
function* parseApart(text: string, { names, long }: Places): Generator<void, unknown> {
  const parts: string[] = [];
  const meant: string[] = [];
  const strings = new Map<string, string>();
  const known = new Map<string, number>();
  let copied = 0;
  const replace = (start: number, end: number, instead: string) => {
    parts.push(text.slice(copied, start), instead);
    copied = end;
  };
  const pace = { units: 0 };
  // No text can have been written to have it.
  const mark = long.length > 0 ? newMark() : "";
  let name = 0;
  for (const [at, cuts] of [...long, null].entries()) {
    for (; name < names.length && (cuts === null || names[name]! < cuts[0]!); name += 2) {
      const [start, end] = [names[name]!, names[name + 1]!];
      const read: string = parse(text.slice(start, end));
      let number = known.get(read);
      if (number === undefined) {
        number = meant.push(read) - 1;
        known.set(read, number);
      }
      // No digits alone: an object has those in the order of their numbers.
      replace(start, end, `"n${number}"`);
    }
    if (cuts === null) break;
    strings.set(`${mark}${at}`, yield* longString(text, cuts, pace));
    replace(cuts[0]!, cuts.at(-1)!, `${mark}${at}`);
  }
  const value = parse(parts.join("") + text.slice(copied));
  return withMeant(value, names.length > 0 ? meant : null, strings);
}

/** The string whose pieces begin and end at these places. `pace` counts what was read since the last step. */
function* longString(
  text: string,
  cuts: readonly number[],
  pace: { units: number },
): Generator<void, string> {
  let read = "";
  for (let i = 1; i < cuts.length; i++) {
    try {
      read += parse(`"${text.slice(cuts[i - 1], cuts[i])}"`);
    } catch (error) {
      const [what] = (error as SyntaxError).message.split(" in JSON at position");
      throw new SyntaxError(`${what} in the string at position ${cuts[0]}`);
    }
    pace.units += cuts[i]! - cuts[i - 1]!;
    if (pace.units < STEP_UNITS) continue;
    pace.units = 0;
    yield;
  }
  return read;
}

/** The text with blanks in the place of its long strings, so that all else stands where it stood. */
function withoutLong(text: string, long: readonly number[][]): string {
  const parts: string[] = [];
  let copied = 0;
  for (const cuts of long) {
    const [start, end] = [cuts[0]!, cuts.at(-1)!];
    parts.push(text.slice(copied, start), '"', " ".repeat(end - start));
    copied = end + 1;
  }
  return parts.join("") + text.slice(copied);
}

/** The value with the names and the long strings that were meant. */
function withMeant(
  value: unknown,
  names: readonly string[] | null,
  strings: ReadonlyMap<string, string>,
): unknown {
  if (typeof value === "string") return strings.get(value) ?? value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withMeant(item, names, strings));
  const entries = Object.entries(value);
  for (const entry of entries) {
    if (names !== null) entry[0] = names[Number(entry[0].slice(1))]!;
    entry[1] = withMeant(entry[1], names, strings);
  }
  return Object.fromEntries(entries);
}
