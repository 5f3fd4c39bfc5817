/** A value of JSON that is passed on as it was written: its numbers are not read, and so stay what they are. */
import { endOfString, parseJson, UNBOUNDED } from "./json.ts";

/** Taken before a program could put others in their place, as in `json.ts`. */
const { parse, stringify } = JSON;

const COMMA = 0x2C;
const QUOTE = 0x22;
const OPEN_ARRAY = 0x5B;
const CLOSE_ARRAY = 0x5D;
const OPEN_OBJECT = 0x7B;
const CLOSE_OBJECT = 0x7D;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERALS = ["true", "false", "null"] as const;
/** A text with no escape sequence but those that it has when it is written again. */
// deno-lint-ignore no-control-regex
const CANONICAL = /^"(?:[^"\\\x00-\x1f]|\\["\\bfnrt])*"$/;

/** One value, as text without blanks that was checked. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** The value, with numbers as JavaScript has them. */
  value(): unknown {
    return parseJson(this.text, UNBOUNDED);
  }

  /** For `JSON.stringify`, which writes its numbers as they are. */
  toJSON(): unknown {
    return withNumbers(this.text);
  }
}

/**
 * Checks a text of JSON, one look at each character, and takes blanks out of it.
 *
 * @param deepest how deep it may be nested.
 * @throws {SyntaxError} where it is no JSON.
 * @throws {RangeError} where it is nested deeper.
 */
export function rawJson(text: string, deepest: number): RawJson {
  const parts: string[] = [];
  /** Whether each of the containers around is an object. */
  const open: boolean[] = [];
  let copied = 0;
  let at = 0;
  let isTooDeep = false;
  const skipBlanks = () => {
    const start = at;
    while (" \t\n\r".includes(text.charAt(at)) && at < text.length) at++;
    if (at > start) leaveOut(start, "");
  };
  const leaveOut = (start: number, instead: string) => {
    parts.push(text.slice(copied, start), instead);
    copied = at;
  };
  const fail = (): never => {
    throw new SyntaxError(`It is no JSON at ${at}`);
  };
  const takeString = () => {
    if (text[at] !== '"') fail();
    const start = at;
    at = endOfString(text, at + 1) + 1;
    if (at > text.length) fail();
    const token = text.slice(start, at);
    if (!CANONICAL.test(token)) leaveOut(start, stringify(parse(token)));
  };
  const takeName = () => {
    takeString();
    skipBlanks();
    if (text[at++] !== ":") fail();
    skipBlanks();
  };
  skipBlanks();
  for (;;) {
    // A value begins here.
    const first = text[at];
    if (first === "{" || first === "[") {
      const isObject = first === "{";
      at++;
      skipBlanks();
      if (text[at] !== (isObject ? "}" : "]")) {
        isTooDeep ||= open.length >= deepest;
        open.push(isObject);
        if (isObject) takeName();
        continue;
      }
      at++;
    } else if (first === '"') takeString();
    else {
      const literal = LITERALS.find((one) => text.startsWith(one, at));
      NUMBER.lastIndex = at;
      if (literal !== undefined) at += literal.length;
      else if (NUMBER.test(text)) at = NUMBER.lastIndex;
      else fail();
    }
    // It has ended: containers may end with it, until another value follows.
    for (;;) {
      skipBlanks();
      const isObject = open.at(-1);
      if (isObject === undefined) {
        if (at < text.length) fail();
        if (isTooDeep) throw new RangeError(`it is nested deeper than ${deepest} levels`);
        return new RawJson(parts.join("") + text.slice(copied));
      }
      const next = text[at++];
      if (next === ",") {
        skipBlanks();
        if (isObject) takeName();
        break;
      }
      if (next !== (isObject ? "}" : "]")) fail();
      open.pop();
    }
  }
}

/** The texts of the members of an object, by name: nothing is made of the values, however large they are. */
export function memberTexts({ text }: RawJson): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  let [level, name, start] = [0, "", 0];
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfString(text, at + 1);
        if (level === 1 && start === 0) {
          name = parse(text.slice(at, end + 1));
          // Behind the colon.
          start = end + 2;
        }
        at = end;
        break;
      }
      case COMMA:
      case CLOSE_OBJECT:
        if (level === 1 && start > 0) {
          members.set(name, text.slice(start, at));
          start = 0;
        }
        if (text.charCodeAt(at) === CLOSE_OBJECT) level--;
        break;
      case CLOSE_ARRAY:
        level--;
        break;
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        level++;
    }
  }
  return members;
}

/** What TypeScript does not know of yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/** The value of a text, in which numbers that JavaScript would write in another way are such as `JSON.stringify` writes as they are. */
function withNumbers(text: string): unknown {
  // No string of the text can be one of these.
  const mark = crypto.randomUUID();
  const parts: string[] = [];
  let copied = 0;
  for (let at = 0; at < text.length;) {
    const first = text[at]!;
    if (first === '"') at = endOfString(text, at + 1) + 1;
    else if (first === "-" || first >= "0" && first <= "9") {
      NUMBER.lastIndex = at;
      const [number] = NUMBER.exec(text)!;
      if (String(Number(number)) !== number) {
        parts.push(text.slice(copied, at), `"${mark}${number}"`);
        copied = at + number.length;
      }
      at += number.length;
    } else at++;
  }
  if (parts.length === 0) return parseJson(text, UNBOUNDED);
  return unmarked(parseJson(parts.join("") + text.slice(copied), UNBOUNDED), mark);
}

function unmarked(value: unknown, mark: string): unknown {
  if (typeof value === "string") {
    return value.startsWith(mark) ? rawJSON(value.slice(mark.length)) : value;
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => unmarked(item, mark));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, unmarked(member, mark)]),
  );
}

/** A string that is made piece by piece, of characters that JSON writes as they are. */
export class PiecedText {
  readonly pieces: () => Iterable<string>;

  constructor(pieces: () => Iterable<string>) {
    this.pieces = pieces;
  }

  toJSON(): string {
    return [...this.pieces()].join("");
  }
}

/** An array of raw values, however many and long, whose text is as it is to be written: it is written piece by piece. */
export class RawList {
  readonly values: readonly RawJson[];

  constructor(values: readonly RawJson[]) {
    this.values = values;
  }

  toJSON(): readonly RawJson[] {
    return this.values;
  }
}

/** Longest piece of a string that is written at once. */
const PIECE_UNITS = 128 * 1024;

/**
 * The JSON of a value, in which raw values and pieced texts stand among the members of objects within objects and arrays of objects. Long
 * strings come in pieces, so that others can get their turn between the parts; a part never ends within an escape sequence.
 */
export function* jsonParts(value: object): Generator<string, void> {
  let gathered = "";
  const writeObject = function* (object: object): Generator<string, void> {
    let before = "{";
    for (const [name, member] of Object.entries(object)) {
      if (member === undefined) continue;
      gathered += `${before}${stringify(name)}:`;
      before = ",";
      if (member instanceof PiecedText) yield* writePieces('"', member.pieces(), '"');
      else if (member instanceof RawList) yield* writePieces("[", listPieces(member), "]");
      else if (typeof member === "string" && member.length > PIECE_UNITS) {
        yield* writePieces('"', escapedPieces(member), '"');
      } else if (isObject(member)) yield* writeObject(member);
      else if (Array.isArray(member) && member.every(isObject)) yield* writeArray(member);
      else gathered += member instanceof RawJson ? member.text : stringify(member);
    }
    gathered += before === "{" ? "{}" : "}";
  };
  const writeArray = function* (items: readonly object[]): Generator<string, void> {
    gathered += "[";
    for (const [index, item] of items.entries()) {
      if (index > 0) gathered += ",";
      yield* writeObject(item);
      if (gathered.length < PIECE_UNITS) continue;
      yield gathered;
      gathered = "";
    }
    gathered += "]";
  };
  const writePieces = function* (
    before: string,
    pieces: Iterable<string>,
    behind: string,
  ): Generator<string, void> {
    gathered += before;
    for (const piece of pieces) {
      gathered += piece;
      if (gathered.length < PIECE_UNITS) continue;
      yield gathered;
      gathered = "";
    }
    gathered += behind;
  };
  yield* writeObject(value);
  yield gathered;
}

/** The items of a list, in pieces that end neither within a character nor behind a backslash that escapes what follows. */
function* listPieces({ values }: RawList): Generator<string, void> {
  for (const [index, { text }] of values.entries()) {
    if (index > 0) yield ",";
    for (let at = 0; at < text.length;) {
      let end = Math.min(text.length, at + PIECE_UNITS);
      let slash = end;
      while (slash > at && text[slash - 1] === "\\") slash--;
      if ((end - slash) % 2 === 1 || (text.charCodeAt(end - 1) & 0xFC00) === 0xD800) end++;
      yield text.slice(at, end);
      at = end;
    }
  }
}

/** The contents of a string of JSON. */
function* escapedPieces(text: string): Generator<string, void> {
  for (let at = 0; at < text.length;) {
    let end = at + PIECE_UNITS;
    // Both halves of a character are in one piece.
    if (end < text.length && (text.charCodeAt(end - 1) & 0xFC00) === 0xD800) end++;
    yield stringify(text.slice(at, end)).slice(1, -1);
    at = end;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof RawJson);
}
