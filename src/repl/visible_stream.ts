/**
 * TRUSTED. Makes the sandbox's output harmless for a terminal: colours and movements within the line pass, every other
 * control sequence becomes text. Otherwise a program could write to the clipboard, rename the window, move up and forge
 * what is above, or make the terminal type an answer into the prompt.
 */
import { characterLength, codePoint } from "./utf8.ts";
import { isHarmful, visibleForm } from "../core/visible.ts";

const [BACKSPACE, TAB, NEWLINE, RETURN, ESCAPE] = [0x08, 0x09, 0x0A, 0x0D, 0x1B];
const [BRACKET, DIGIT_0, DIGIT_9, SEMICOLON] = [0x5B, 0x30, 0x39, 0x3B];

/** Bytes that pass unchanged. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) => {
  const passes = [BACKSPACE, TAB, NEWLINE, RETURN].includes(byte) || (byte >= 0x20 && byte < 0x7F);
  return passes ? 1 : 0;
});

/** The longest sequence that passes, in bytes: 16 numbers of three digits. Longer ones are shown as text. */
const LONGEST_SEQUENCE = 64;

/** `m` ends a colour. `C`, `D`, `G` and `K` end a movement or an erasure within the line, with at most one number. */
const COLOUR = 0x6D;
const WITHIN_LINE: readonly number[] = [0x43, 0x44, 0x47, 0x4B];
const LONGEST_NUMBER = 5;

/** How many bytes one byte can become: `<e9>` is the longest. Longer forms represent characters of several bytes. */
const GROWTH = 4;

/** Makes one stream visible, piece by piece. It holds back at most the beginning of a sequence or of a character. */
export class VisibleStream {
  readonly #held = new Uint8Array(LONGEST_SEQUENCE);
  #heldLength = 0;
  #out = new Uint8Array(0);
  #length = 0;
  #endsLine = true;

  /** Whether the last character shown was a line end; colours show nothing. */
  get endsLine(): boolean {
    return this.#endsLine;
  }

  /** The part of the stream that may be shown now. */
  add(piece: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    if (this.#heldLength === 0 && plainEnd(piece, 0) === piece.length) {
      if (piece.length > 0) this.#endsLine = piece.at(-1) === NEWLINE;
      return piece;
    }
    this.#begin(piece.length);
    for (let at = 0; at < piece.length;) {
      const end = this.#heldLength === 0 ? plainEnd(piece, at) : at;
      if (end > at) this.#passAll(piece.subarray(at, end));
      if (end < piece.length) this.#take(piece[end]!);
      at = end + 1;
    }
    return this.#shown();
  }

  /** What was held back, when no more follows. */
  end(): Uint8Array<ArrayBuffer> {
    this.#begin(0);
    this.#showHeld();
    return this.#shown();
  }

  #begin(size: number): void {
    this.#out = new Uint8Array(GROWTH * (size + this.#heldLength));
    this.#length = 0;
  }

  #shown(): Uint8Array<ArrayBuffer> {
    return this.#out.subarray(0, this.#length);
  }

  #take(byte: number): void {
    const first = this.#held[0]!;
    if (this.#heldLength === 0) this.#takeFirst(byte);
    else if (first === ESCAPE) this.#takeOfSequence(byte);
    else this.#takeOfCharacter(byte, characterLength(first));
  }

  #takeFirst(byte: number): void {
    if (byte === ESCAPE || characterLength(byte) > 1) this.#hold(byte);
    else this.#passOrShow(byte);
  }

  #takeOfSequence(byte: number): void {
    const isMore = this.#heldLength === 1
      ? byte === BRACKET
      : byte >= DIGIT_0 && byte <= SEMICOLON && this.#heldLength < LONGEST_SEQUENCE - 1;
    if (isMore) return this.#hold(byte);
    if (!this.#isHarmless(byte)) {
      this.#showHeld();
      return this.#takeFirst(byte);
    }
    const endsLine = this.#endsLine;
    this.#hold(byte);
    this.#passHeld();
    this.#endsLine = endsLine && byte === COLOUR;
  }

  /** Whether the held bytes are a sequence that passes if this is its last byte. */
  #isHarmless(last: number): boolean {
    if (this.#heldLength < 2) return false;
    if (last === COLOUR) return true;
    if (!WITHIN_LINE.includes(last) || this.#heldLength > 2 + LONGEST_NUMBER) return false;
    for (let at = 2; at < this.#heldLength; at++) {
      if (this.#held[at]! > DIGIT_9) return false;
    }
    return true;
  }

  #takeOfCharacter(byte: number, length: number): void {
    if ((byte & 0xC0) !== 0x80) {
      this.#showHeld();
      return this.#takeFirst(byte);
    }
    this.#hold(byte);
    if (this.#heldLength < length) return;
    const code = codePoint(this.#held, 0, length);
    if (code === null) return this.#showHeld();
    if (!isHarmful(code)) return this.#passHeld();
    this.#heldLength = 0;
    this.#show(visibleForm(code));
  }

  #hold(byte: number): void {
    this.#held[this.#heldLength++] = byte;
  }

  #passHeld(): void {
    for (let at = 0; at < this.#heldLength; at++) this.#pass(this.#held[at]!);
    this.#heldLength = 0;
  }

  #showHeld(): void {
    for (let at = 0; at < this.#heldLength; at++) this.#passOrShow(this.#held[at]!);
    this.#heldLength = 0;
  }

  #passOrShow(byte: number): void {
    if (PLAIN[byte] === 1) this.#pass(byte);
    else this.#show(byte < 0x80 ? visibleForm(byte) : invalidForm(byte));
  }

  #show(form: string): void {
    for (let at = 0; at < form.length; at++) this.#pass(form.charCodeAt(at));
  }

  #pass(byte: number): void {
    this.#out[this.#length++] = byte;
    this.#endsLine = byte === NEWLINE;
  }

  #passAll(bytes: Uint8Array): void {
    this.#out.set(bytes, this.#length);
    this.#length += bytes.length;
    this.#endsLine = bytes.at(-1) === NEWLINE;
  }
}

/** The end of the run of whole, harmless characters that begins at `start`. */
function plainEnd(bytes: Uint8Array, start: number): number {
  for (let at = start; at < bytes.length;) {
    if (PLAIN[bytes[at]!] === 1) {
      at++;
      continue;
    }
    const length = characterLength(bytes[at]!);
    if (length < 2 || at + length > bytes.length) return at;
    const code = codePoint(bytes, at, length);
    if (code === null || isHarmful(code)) return at;
    at += length;
  }
  return bytes.length;
}

/** A byte that is not UTF-8, as text. A terminal set to an older encoding may take it for a control character. */
function invalidForm(byte: number): string {
  return `<${byte.toString(16)}>`;
}
