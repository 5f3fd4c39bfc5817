/** Splits Python source into tokens, as far as colours need them. Never fails: what is not Python is an operator. */

/** Kinds of tokens. `nl` is a line end that does not end a statement. The last four have no text to colour. */
export type TokenKind =
  | "name"
  | "number"
  | "string"
  | "comment"
  | "operator"
  | "newline"
  | "nl"
  | "indent"
  | "dedent";

/** A token; `start` and `end` in UTF-16 code units. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What encloses the current position: an open bracket, or a part of an f-string or t-string. */
type Frame =
  | { readonly part: "bracket" }
  | {
    readonly part: "literal" | "field" | "format";
    readonly quote: string;
    readonly raw: boolean;
  };

const DIGITS = "[0-9](?:_?[0-9])*";
const NUMBER = new RegExp(
  "0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|" +
    `(?:${DIGITS}\\.?(?:${DIGITS})?|\\.${DIGITS})(?:[eE][+-]?${DIGITS})?[jJ]?`,
  "y",
);
const NAME = /[\p{ID_Start}_]\p{ID_Continue}*/uy;
const SPACE = /(?:[ \t\f\r]|\\\r?\n)+/y;
const COMMENT = /#[^\n]*/y;
const QUOTE = /([bfrtuBFRTU]{0,2})("""|'''|"|')/y;
const OPERATOR = /\.\.\.|\*\*=?|\/\/=?|>>=?|<<=?|->|:=|[-+*/%&|^@=<>!]=|[^]/uy;
const INDENTATION = /[ \t\f]*/y;

/** The tokens of a source. An unterminated string lasts to the end of the source. */
export function tokenize(source: string): Token[] {
  return new Tokenizer(source).all();
}

class Tokenizer {
  readonly #source: string;
  readonly #tokens: Token[] = [];
  readonly #frames: Frame[] = [];
  readonly #indents = [0];
  #at = 0;
  #lineBegins = true;

  constructor(source: string) {
    this.#source = source;
  }

  all(): Token[] {
    while (this.#at < this.#source.length) this.#next();
    return this.#tokens;
  }

  #next(): void {
    const frame = this.#frames.at(-1);
    if (frame !== undefined && frame.part !== "bracket" && frame.part !== "field") {
      return this.#text(frame.part, frame.quote, frame.raw);
    }
    if (this.#lineBegins && frame === undefined) this.#indentation();
    if (this.#at === this.#source.length || this.#match(SPACE) !== null) return;
    if (this.#source[this.#at] === "\n") return this.#lineEnd(frame === undefined);
    this.#lineBegins = false;
    const begin = this.#at;
    if (this.#match(COMMENT) !== null) return this.#push("comment", begin);
    const quote = this.#match(QUOTE);
    if (quote !== null) return this.#string(begin, quote[1]!.toLowerCase(), quote[2]!);
    if (this.#match(NUMBER) !== null) return this.#push("number", begin);
    if (this.#match(NAME) !== null) return this.#push("name", begin);
    this.#operator(begin, frame);
  }

  /** The indentation of a line that is neither empty nor a comment. */
  #indentation(): void {
    const width = this.#match(INDENTATION)![0].length;
    const next = this.#source[this.#at];
    if (next === undefined || next === "\n" || next === "\r" || next === "#") return;
    this.#lineBegins = false;
    if (width > this.#indents.at(-1)!) {
      this.#indents.push(width);
      this.#push("indent", this.#at - width);
    }
    while (width < this.#indents.at(-1)!) {
      this.#indents.pop();
      this.#push("dedent", this.#at);
    }
  }

  #lineEnd(endsLogicalLine: boolean): void {
    const kind = endsLogicalLine && !this.#lineBegins && !this.#isCommentAlone() ? "newline" : "nl";
    this.#at++;
    this.#lineBegins = true;
    this.#push(kind, this.#at - 1);
  }

  #isCommentAlone(): boolean {
    const last = this.#tokens.at(-1);
    const before = this.#tokens.at(-2);
    return last?.kind === "comment" &&
      (before === undefined || before.kind === "nl" || before.kind === "newline");
  }

  #string(begin: number, prefix: string, quote: string): void {
    if (/[ft]/.test(prefix)) {
      this.#push("string", begin);
      this.#frames.push({ part: "literal", quote, raw: prefix.includes("r") });
      return;
    }
    const isLong = quote.length === 3;
    for (;;) {
      const character = this.#source[this.#at];
      const isOpenLine = character === "\n" && !isLong;
      if (character === undefined || isOpenLine) {
        this.#at = this.#source.length;
        break;
      }
      if (this.#source.startsWith(quote, this.#at)) {
        this.#at += quote.length;
        break;
      }
      this.#at += character === "\\" ? 2 : 1;
    }
    this.#at = Math.min(this.#at, this.#source.length);
    this.#push("string", begin);
  }

  /** The text between the fields of an f-string, or after the colon of a field. */
  #text(part: "literal" | "format", quote: string, raw: boolean): void {
    const begin = this.#at;
    const isLong = quote.length === 3;
    for (;;) {
      const character = this.#source[this.#at];
      if (character === undefined || (character === "\n" && !isLong)) {
        this.#at = this.#source.length;
        return this.#push("string", begin);
      }
      const atQuote = this.#source.startsWith(quote, this.#at);
      const isDoubled = part === "literal" && this.#source[this.#at + 1] === character;
      if (atQuote || (/[{}]/.test(character) && !isDoubled)) break;
      if (character === "\\") this.#at += this.#escapeLength(raw);
      else this.#at += isDoubled && /[{}]/.test(character) ? 2 : 1;
    }
    this.#at = Math.min(this.#at, this.#source.length);
    if (this.#at > begin) this.#push("string", begin);
    const end = this.#at;
    if (this.#source[end] === "{") {
      this.#at++;
      this.#frames.push({ part: "field", quote, raw });
      return this.#push("operator", end);
    }
    this.#frames.pop();
    const closes = this.#source.startsWith(quote, end);
    this.#at += closes ? quote.length : 1;
    this.#push(closes ? "string" : "operator", end);
  }

  #escapeLength(raw: boolean): number {
    const next = this.#source[this.#at + 1];
    if (next === "{" || next === "}") return 1;
    if (raw || next !== "N" || this.#source[this.#at + 2] !== "{") return 2;
    const end = this.#source.indexOf("}", this.#at);
    return end === -1 ? 3 : end + 1 - this.#at;
  }

  #operator(begin: number, frame: Frame | undefined): void {
    let text = this.#match(OPERATOR)![0];
    if (frame?.part === "field") {
      // `{x:=5}` has a format that begins with an equals sign.
      if (text === ":=") {
        text = ":";
        this.#at--;
      }
      if (text === ":") {
        this.#frames.pop();
        this.#frames.push({ ...frame, part: "format" });
      }
    }
    if (/^[([{]$/.test(text)) this.#frames.push({ part: "bracket" });
    if (/^[)\]}]$/.test(text)) this.#frames.pop();
    this.#push("operator", begin);
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#source);
    if (match !== null) this.#at = pattern.lastIndex;
    return match;
  }

  #push(kind: TokenKind, start: number): void {
    this.#tokens.push({ kind, start, end: this.#at, text: this.#source.slice(start, this.#at) });
  }
}
