/**
 * Checks an object of JSON, in UTF-8, without making values of it: one step of a small machine for each byte, whatever it is, so that the
 * work is bounded by the length alone, and can be done piece by piece. For what is passed on as it was written, however much there is.
 */

/** What a text may have in it. */
export interface OutlineRules {
  /** How deep arrays and objects may be nested. */
  readonly depth: number;
  /** How many members the outermost object may have. */
  readonly members: number;
  /** How many names an object may have that is the value of one; null where nobody wants to know them. */
  readonly names: number | null;
  /** Whether it is as it is to be written again: without blanks, and without escape sequences of surrogates. */
  readonly isFinal: boolean;
}

/** Where something is: from its first byte to behind its last one. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A member of the outermost object. */
export interface OutlineMember {
  /** With its quotes. */
  readonly name: Span;
  /** With the blanks around it. */
  readonly value: Span;
  /** The names in the value, where that is an object, and they are wanted. */
  readonly names: readonly Span[];
}

/** The text is no object of JSON, or has too much of something. */
export class OutlineError extends SyntaxError {
  override readonly name = "OutlineError";
}

/** States of the machine. `first` is for what may be the end of an empty container as well. */
const State = {
  value: 0,
  firstItem: 1,
  error: 2,
  firstName: 3,
  nextName: 4,
  colon: 5,
  after: 6,
  string: 7,
  escape: 8,
  u1: 9,
  u2: 10,
  u3: 11,
  u4: 12,
  surrogate: 13,
  minus: 14,
  zero: 15,
  digits: 16,
  point: 17,
  fraction: 18,
  e: 19,
  sign: 20,
  exponent: 21,
  begin: 22,
  end: 23,
  literals: 24,
} as const;

/** What some characters make beside a change of the state. */
const Action = {
  openObject: 64,
  openArray: 65,
  close: 66,
  comma: 67,
  quote: 68,
  colon: 69,
} as const;

const CLASSES = 256;
const FIRST_ACTION = Action.openObject;
const LITERALS = ["true", "false", "null"] as const;
const BLANKS = " \t\n\r";
const DIGITS = "0123456789";
const HEX = "0123456789abcdefABCDEF";

/** The next state, or an action, by state and byte. */
function makeTable(isFinal: boolean): Uint8Array {
  const table = new Uint8Array((State.literals + 16) * CLASSES).fill(State.error);
  const on = (states: number[], characters: string, next: number) => {
    for (const state of states) {
      for (const character of characters) table[state * CLASSES + character.charCodeAt(0)] = next;
    }
  };
  const begin = [State.value, State.firstItem];
  on(begin, "{", Action.openObject);
  on(begin, "[", Action.openArray);
  on([...begin, State.firstName, State.nextName, State.string], '"', Action.quote);
  on(begin, "-", State.minus);
  on([...begin, State.minus], "0", State.zero);
  on([...begin, State.minus, State.digits], DIGITS.slice(1), State.digits);
  on([State.digits], "0", State.digits);
  on([State.zero, State.digits], ".", State.point);
  on([State.point, State.fraction], DIGITS, State.fraction);
  on([State.zero, State.digits, State.fraction], "eE", State.e);
  on([State.e], "+-", State.sign);
  on([State.e, State.sign, State.exponent], DIGITS, State.exponent);
  let literal: number = State.literals;
  for (const word of LITERALS) {
    on(begin, word[0]!, literal);
    for (let at = 1; at < word.length; at++, literal++) {
      on([literal], word[at]!, at === word.length - 1 ? State.after : literal + 1);
    }
  }
  const ended = [State.after, State.zero, State.digits, State.fraction, State.exponent];
  on([...ended, State.firstItem, State.firstName], "]}", Action.close);
  on(ended, ",", Action.comma);
  on([State.colon], ":", Action.colon);
  if (!isFinal) {
    on(ended, BLANKS, State.after);
    const between = [State.firstName, State.nextName, State.colon, State.begin, State.end];
    for (const state of [...begin, ...between]) {
      on([state], BLANKS, state);
    }
  }
  on([State.begin], "{", Action.openObject);
  // All but control characters. Whether the bytes are UTF-8 is for whoever decodes them.
  for (let byte = 0x20; byte < CLASSES; byte++) {
    const at = State.string * CLASSES + byte;
    if (table[at] === State.error) table[at] = State.string;
  }
  on([State.string], "\\", State.escape);
  on([State.escape], '"\\/bfnrt', State.string);
  on([State.escape], "u", State.u1);
  on([State.u1], HEX, State.u2);
  if (isFinal) {
    on([State.u1], "dD", State.surrogate);
    on([State.surrogate], "01234567", State.u3);
  }
  on([State.u2], HEX, State.u3);
  on([State.u3], HEX, State.u4);
  on([State.u4], HEX, State.string);
  return table;
}

let anyTable: Uint8Array | null = null;
let finalTable: Uint8Array | null = null;

/** One object, checked as its bytes come. */
export class JsonOutline {
  readonly #table: Uint8Array;
  readonly #rules: OutlineRules;
  readonly #members: OutlineMember[] = [];
  /** Of each container that is open, whether it is an object. */
  readonly #open: Uint8Array;
  #level = 0;
  #state: number = State.begin;
  #isName = false;
  /** How many bytes have been taken. */
  #taken = 0;
  #start = 0;
  #name: Span = { start: 0, end: 0 };
  #names: Span[] = [];
  #valueStart = 0;

  constructor(rules: OutlineRules) {
    this.#table = rules.isFinal ? finalTable ??= makeTable(true) : anyTable ??= makeTable(false);
    this.#rules = rules;
    this.#open = new Uint8Array(rules.depth + 1);
  }

  /** Takes the next bytes. @throws {OutlineError} where they cannot follow, or make too much of something. */
  add(bytes: Uint8Array): void {
    const table = this.#table;
    const { length } = bytes;
    let state = this.#state;
    for (let at = 0; at < length; at++) {
      const byte = bytes[at]!;
      const next = table[state * CLASSES + byte]!;
      if (next < FIRST_ACTION) {
        if (next === State.error) throw new OutlineError(`no JSON at position ${this.#taken + at}`);
        state = next;
        continue;
      }
      state = this.#act(next, state, byte, this.#taken + at);
      // Most strings have nothing in them that is looked at one by one.
      if (state === State.string) {
        while (at + 1 < length && isPlain(bytes[at + 1]!)) at++;
      }
    }
    this.#state = state;
    this.#taken += length;
  }

  /** The members, when all bytes have come. @throws {OutlineError} where some are missing. */
  end(): readonly OutlineMember[] {
    if (this.#state !== State.end) throw new OutlineError("it ends too early");
    return this.#members;
  }

  /** Does what the byte at `at` makes beside a change of the state, which it returns. */
  #act(action: number, state: number, byte: number, at: number): number {
    switch (action) {
      case Action.quote:
        return this.#quote(state, at);
      case Action.colon:
        if (this.#level === 1) [this.#valueStart, this.#names] = [at + 1, []];
        return State.value;
      case Action.comma:
        if (this.#level === 1) this.#addMember(at);
        return this.#open[this.#level] === 1 ? State.nextName : State.value;
      case Action.close:
        if ((byte === 0x7D) !== (this.#open[this.#level] === 1)) {
          throw new OutlineError(`no JSON at position ${at}`);
        }
        if (this.#level === 1 && state !== State.firstName) this.#addMember(at);
        return --this.#level === 0 ? State.end : State.after;
      default: {
        const { depth } = this.#rules;
        if (this.#level === depth) tooMuch(`arrays and objects nested at most ${depth} deep`);
        const isObject = action === Action.openObject;
        this.#open[++this.#level] = isObject ? 1 : 0;
        return isObject ? State.firstName : State.firstItem;
      }
    }
  }

  #quote(state: number, at: number): number {
    if (state !== State.string) {
      this.#isName = state === State.firstName || state === State.nextName;
      this.#start = at;
      return State.string;
    }
    if (!this.#isName) return State.after;
    const name = { start: this.#start, end: at + 1 };
    const most = this.#rules.names;
    if (this.#level === 1) this.#name = name;
    else if (this.#level === 2 && most !== null && this.#names.push(name) > most) {
      tooMuch(`at most ${most} names`);
    }
    return State.colon;
  }

  #addMember(end: number): void {
    const { members: most } = this.#rules;
    const value = { start: this.#valueStart, end };
    if (this.#members.push({ name: this.#name, value, names: this.#names }) > most) {
      tooMuch(`at most ${most} members`);
    }
  }
}

function isPlain(byte: number): boolean {
  return byte >= 0x20 && byte !== 0x22 && byte !== 0x5C;
}

function tooMuch(expected: string): never {
  throw new OutlineError(`expected ${expected}`);
}
