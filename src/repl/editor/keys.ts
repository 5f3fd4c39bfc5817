/** Decodes typed input into keys, by `node:readline`. Pasted text arrives in one piece. */
import { EventEmitter } from "node:events";
import { emitKeypressEvents } from "node:readline";
import type { TypedInput } from "../typed_input.ts";

/** A key, by the name that Node gives it. */
export interface Key {
  readonly name: string;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly shift: boolean;
  /** The text that the key types; empty if it types none. */
  readonly text: string;
}

/** Pasted text, with line ends as `\n`. */
export interface Paste {
  readonly pasted: string;
}

const PASTE_BEGIN = "\x1b[200~";
const PASTE_END = "\x1b[201~";

/** A key as Node reports it. */
interface NodeKey {
  readonly sequence: string;
  readonly name?: string;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly shift: boolean;
}

/** Reads keys. Input after the last requested key stays unread, for the next reader. */
export class Keys {
  readonly #input: TypedInput;
  readonly #source = new EventEmitter();
  readonly #decoder = new TextDecoder();
  readonly #decoded: Key[] = [];
  /** Read but not decoded yet. */
  #text = "";
  /** The part of the paste marker that has been decoded so far; all of it while a paste is in progress. */
  #marker = "";
  #pasted = "";
  #reading: Promise<Uint8Array | null> | null = null;
  #wake: () => void = () => {};

  constructor(input: TypedInput) {
    this.#input = input;
    this.#source.on(
      "keypress",
      (text: string | undefined, key: NodeKey) => this.#decode(text, key),
    );
    emitKeypressEvents(this.#source as unknown as NodeJS.ReadableStream);
  }

  /** The next key or paste; null at the end of the input. */
  async next(): Promise<Key | Paste | null> {
    for (;;) {
      const key = this.#decoded.shift();
      if (key !== undefined) return key;
      if (this.#text === "" && !await this.#read()) return null;
      if (this.#marker === PASTE_BEGIN) {
        const paste = this.#takePasted();
        if (paste !== null) return paste;
      } else if (this.#text !== "") {
        const character = String.fromCodePoint(this.#text.codePointAt(0)!);
        this.#text = this.#text.slice(character.length);
        this.#source.emit("data", character);
      }
    }
  }

  /** Whether more input is available, so that `next` would not wait. */
  get hasMore(): boolean {
    return this.#text !== "" || this.#decoded.length > 0;
  }

  /** Acts as if a key had been pressed now. */
  press(key: Key): void {
    this.#decoded.push(key);
    this.#wake();
  }

  /** Returns input that was read but not requested. */
  release(): void {
    this.#input.abandon();
    this.#reading = null;
    this.#input.putBack(new TextEncoder().encode(this.#text));
    this.#text = "";
  }

  /** Waits for more input, or decides that none follows: Escape is a key of its own only if nothing follows for a while. */
  async #read(): Promise<boolean> {
    const woken = new Promise<undefined>((resolve) => this.#wake = () => resolve(undefined));
    this.#reading ??= this.#input.read();
    const bytes = await Promise.race([this.#reading, woken]);
    if (bytes === undefined) return true;
    this.#reading = null;
    if (bytes === null) return false;
    this.#text += this.#decoder.decode(bytes, { stream: true });
    return true;
  }

  /** Readline reports the marker as an unknown key, followed by characters. */
  #decode(text: string | undefined, { sequence, name = "", ctrl, meta, shift }: NodeKey): void {
    const marker = this.#marker + sequence;
    if (PASTE_BEGIN.startsWith(marker) && marker.length > 2) {
      this.#marker = marker;
      return;
    }
    this.#marker = "";
    this.#decoded.push({ name, ctrl, meta, shift, text: ctrl || meta ? "" : text ?? "" });
    this.#wake();
  }

  #takePasted(): Paste | null {
    this.#pasted += this.#text;
    this.#text = "";
    const end = this.#pasted.indexOf(PASTE_END);
    if (end === -1) return null;
    const pasted = this.#pasted.slice(0, end).replaceAll(/\r\n?/g, "\n");
    this.#text = this.#pasted.slice(end + PASTE_END.length);
    this.#pasted = "";
    this.#marker = "";
    return { pasted };
  }
}
