/**
 * TRUSTED code that reads hostile bytes: the values of a TOML document before its first table. In one pass; what it does not need it
 * skips. (tomllib would have to run in a jail, and a library of npm would be for these two keys alone.)
 */

/** A value; null stands for what is neither text nor an array. */
export type TomlValue = string | TomlValue[] | null;

/** How deep arrays and inline tables may be nested. */
const MOST_DEPTH = 32;

const BLANK = /[ \t]*/y;
/** Blanks, line ends and comments. */
const GAP = /(?:[ \t\r\n]+|#[^\n]*)*/y;
const LINE_END = /[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/y;
const BARE_KEY = /[A-Za-z0-9_-]+/y;
/** Numbers, dates and truth values. */
const WORD = /[A-Za-z0-9+._:-]+(?: (?=\d\d:)[0-9:.Z+-]+)?/y;
// deno-lint-ignore no-control-regex
const CONTROL = /[\0-\x08\x0b-\x1f\x7f]/;
const ESCAPES: Readonly<Record<string, string>> = {
  ...{ b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", '"': '"', "\\": "\\" },
};

class TomlError extends Error {}

/** The values by their keys; a text that says what is wrong where it is no TOML. */
export function topLevel(text: string): Map<string, TomlValue> | string {
  try {
    return new Reader(text).document();
  } catch (error) {
    if (error instanceof TomlError) return error.message;
    throw error;
  }
}

class Reader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Map<string, TomlValue> {
    const values = new Map<string, TomlValue>();
    for (;;) {
      this.#skip(GAP);
      if (this.#at === this.#text.length || this.#text[this.#at] === "[") return values;
      const [key, isDotted] = this.#key();
      const value = this.#value();
      if (values.has(key) && !isDotted) this.#fail(`'${key}' is there twice`);
      values.set(key, isDotted ? null : value);
      if (!this.#skip(LINE_END)) this.#fail("expected the end of the line");
    }
  }

  /** A key and its equals sign. @returns its first part, and whether there are others. */
  #key(): [first: string, isDotted: boolean] {
    const parts: string[] = [];
    do {
      this.#skip(BLANK);
      const quote = this.#text[this.#at];
      parts.push(
        quote === '"' || quote === "'" ? this.#string(false) : this.#take(BARE_KEY, "a key"),
      );
      this.#skip(BLANK);
    } while (this.#eat("."));
    if (!this.#eat("=")) this.#fail("expected '='");
    this.#skip(BLANK);
    return [parts[0]!, parts.length > 1];
  }

  #value(): TomlValue {
    switch (this.#text[this.#at]) {
      case '"':
      case "'":
        return this.#string(true);
      case "[":
        return this.#nested(() => this.#array());
      case "{":
        return this.#nested(() => this.#table());
      default:
        this.#take(WORD, "a value");
        return null;
    }
  }

  #nested<T>(read: () => T): T {
    this.#at++;
    if (++this.#depth > MOST_DEPTH) this.#fail(`it is nested more than ${MOST_DEPTH} deep`);
    const value = read();
    this.#depth--;
    return value;
  }

  #array(): TomlValue[] {
    const items: TomlValue[] = [];
    for (;;) {
      this.#skip(GAP);
      if (this.#eat("]")) return items;
      items.push(this.#value());
      this.#skip(GAP);
      if (!this.#eat(",") && this.#text[this.#at] !== "]") this.#fail("expected ',' or ']'");
    }
  }

  #table(): null {
    this.#skip(BLANK);
    if (this.#eat("}")) return null;
    do {
      this.#key();
      this.#value();
      this.#skip(BLANK);
    } while (this.#eat(","));
    if (!this.#eat("}")) this.#fail("expected ',' or '}'");
    return null;
  }

  /** A text in one or in three quotes. */
  #string(mayBeLong: boolean): string {
    const quote = this.#text[this.#at]!;
    const isLong = mayBeLong && this.#text.startsWith(quote.repeat(3), this.#at);
    this.#at += isLong ? 3 : 1;
    if (isLong) this.#skip(/\r?\n/y);
    const parts: string[] = [];
    const stop = isLong ? /["'\\]/g : /["'\\\n]/g;
    for (let from = this.#at;;) {
      stop.lastIndex = this.#at;
      const found = stop.exec(this.#text);
      if (found === null || found[0] === "\n") this.#fail("a string does not end");
      this.#at = found!.index;
      const character = found![0];
      if (character === "\\" && quote === '"') {
        parts.push(this.#plain(from, this.#at, isLong), this.#escape(isLong));
        from = this.#at;
      } else if (character !== quote || isLong && !this.#ends(quote)) {
        this.#at++;
      } else {
        parts.push(this.#plain(from, this.#at, isLong));
        this.#at += isLong ? 3 : 1;
        return parts.join("");
      }
    }
  }

  /** Whether here are the last three quotes: up to two more before them belong to the text. */
  #ends(quote: string): boolean {
    return this.#text.startsWith(quote.repeat(3), this.#at) && this.#text[this.#at + 3] !== quote;
  }

  #plain(start: number, end: number, isLong: boolean): string {
    const text = this.#text.slice(start, end);
    if (CONTROL.test(isLong ? text.replaceAll("\r\n", "\n") : text)) {
      this.#fail("a string has a control character");
    }
    return text;
  }

  #escape(isLong: boolean): string {
    if (isLong && this.#skip(/\\[ \t]*\r?\n[ \t\r\n]*/y)) return "";
    const kind = this.#text[this.#at + 1] ?? "";
    const simple = Object.hasOwn(ESCAPES, kind) ? ESCAPES[kind]! : null;
    if (simple !== null) {
      this.#at += 2;
      return simple;
    }
    const hexadecimal = this.#take(/\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})/y, "an escape sequence");
    const code = parseInt(hexadecimal.slice(2), 16);
    if (code > 0x10FFFF || code >= 0xD800 && code <= 0xDFFF) this.#fail("expected a character");
    return String.fromCodePoint(code);
  }

  #eat(character: string): boolean {
    const isThere = this.#text[this.#at] === character;
    if (isThere) this.#at++;
    return isThere;
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const isThere = pattern.test(this.#text);
    if (isThere) this.#at = pattern.lastIndex;
    return isThere;
  }

  #take(pattern: RegExp, name: string): string {
    const start = this.#at;
    if (!this.#skip(pattern)) this.#fail(`expected ${name}`);
    return this.#text.slice(start, this.#at);
  }

  #fail(problem: string): never {
    const line = this.#text.slice(0, this.#at).split("\n").length;
    throw new TomlError(`${problem} in its line ${line}`);
  }
}
