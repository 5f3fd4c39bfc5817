/** The line editor: reads one statement from the terminal, with history, search, completion and colours. */
import { highlight } from "../highlight/highlight.ts";
import type { Interpreter, Prompts } from "../prompt_interpreter.ts";
import type { EditingTerminal } from "../terminal.ts";
import { visibleText } from "../../core/visible.ts";
import { commonPrefix, menu, plainWords, stemOf, wantsWords } from "./completion.ts";
import {
  backspaceLength,
  indentationAfter,
  spacesAt,
  withoutFinalIndentation,
} from "./indentation.ts";
import { type Key, Keys, type Paste } from "./keys.ts";
import { type Frame, layout, type Row } from "./layout.ts";
import { lineEffect } from "./line_keys.ts";
import { Painter } from "./painter.ts";
import { Recall } from "./recall.ts";
import { Search } from "./search.ts";
import { Statement } from "./statement.ts";
import { continues } from "./completeness.ts";

/** How reading a statement ended: with a statement, with Ctrl-C, or with Ctrl-D or the end of the input. */
export type Entered =
  | { readonly kind: "statement"; readonly source: string }
  | { readonly kind: "interrupted" }
  | { readonly kind: "end" };

/** What the editor requests of Python. Answers are claims. */
export type Language = Pick<Interpreter, "check" | "complete">;

/** Longest prompt, in characters. A longer one is cut. */
const LONGEST_PROMPT = 100;

/** Reads statements. */
export class Editor {
  readonly #terminal: EditingTerminal;
  readonly #language: Language;
  readonly #withColours: boolean;
  readonly #keys: Keys;
  readonly #statement = new Statement();
  readonly #painter = new Painter();
  #recall = new Recall([]);
  #prompts: readonly [string, string] = ["", ""];
  #search: Search | null = null;
  #menu: readonly Row[] = [];
  #ended: Entered | null = null;
  #isReading = false;

  constructor(terminal: EditingTerminal, language: Language, withColours: boolean) {
    this.#terminal = terminal;
    this.#language = language;
    this.#withColours = withColours;
    this.#keys = new Keys(terminal.input);
  }

  /**
   * Reads one statement. When the promise settles, the terminal is ready for a program again.
   *
   * @param prompts as the sandbox says; made harmless here.
   * @param history oldest first.
   */
  async read({ ps1, ps2 }: Prompts, history: readonly string[]): Promise<Entered> {
    this.#prompts = [plainPrompt(ps1), plainPrompt(ps2)];
    this.#recall = new Recall(history);
    this.#statement.set("");
    this.#search = null;
    this.#menu = [];
    this.#ended = null;
    this.#terminal.beginEditing();
    this.#isReading = true;
    try {
      this.#painter.restart();
      this.#paint();
      while (this.#ended === null) {
        const key = await this.#keys.next();
        if (key === null) this.#end({ kind: "end" });
        else await this.#take(key);
        if (this.#ended === null && !this.#keys.hasMore) this.#paint();
      }
      return this.#ended;
    } finally {
      this.#isReading = false;
      this.#keys.release();
      this.#terminal.endEditing();
    }
  }

  /** Acts as if Ctrl-C had been pressed. */
  interrupt(): void {
    if (!this.#isReading) return;
    this.#keys.press({ name: "c", ctrl: true, meta: false, shift: false, text: "" });
  }

  /** Adapts to a new size of the terminal. */
  resized(): void {
    if (!this.#isReading) return;
    this.#painter.resized(this.#terminal.size().columns);
    this.#paint();
  }

  async #take(key: Key | Paste): Promise<void> {
    this.#menu = [];
    if ("pasted" in key) {
      this.#search = null;
      return this.#statement.insert(key.pasted);
    }
    const { name, ctrl } = key;
    if (ctrl && name === "c") return this.#end({ kind: "interrupted" });
    if (this.#search !== null) {
      const step = this.#search.press(key);
      if (step !== "goes on") this.#search = null;
      if (step !== "ends") return;
    }
    if (ctrl && name === "r") this.#search = new Search(this.#statement, this.#recall);
    else if (ctrl && name === "l") this.#terminal.write(this.#painter.clear());
    else if (ctrl && name === "z") await this.#suspend();
    else if (ctrl && name === "d" && this.#statement.text === "") this.#end({ kind: "end" });
    else if (name === "return" || name === "enter") await this.#enter(key);
    else if (name === "tab") await this.#complete();
    else if (name === "up" || (ctrl && name === "p")) this.#up();
    else if (name === "down" || (ctrl && name === "n")) this.#down();
    else this.#edit(key);
  }

  #edit(key: Key): void {
    const statement = this.#statement;
    const { name, ctrl, meta, text } = key;
    const length = backspaceLength(statement.text.slice(0, statement.cursor));
    const effect = lineEffect(key);
    if (name === "backspace" && !ctrl && !meta && length > 1) statement.deleteBefore(length);
    else if (effect !== null) statement.press(key, ...effect);
    else if (ctrl && name === "y") statement.yank();
    else if (text >= " " && text !== "\x7f") statement.insert(text);
  }

  #up(): void {
    if (this.#statement.up()) return;
    const text = this.#recall.previous(this.#statement.text);
    if (text !== null) this.#statement.set(text);
  }

  #down(): void {
    if (this.#statement.down()) return;
    const text = this.#recall.next(this.#statement.text);
    if (text !== null) this.#statement.set(text);
  }

  async #enter({ meta }: Key): Promise<void> {
    const { text, cursor } = this.#statement;
    const check = (source: string) => this.#language.check(source);
    // Alt-Enter ends a statement at any cursor position, as in CPython's prompt.
    if (!meta && await continues(text, cursor, check)) {
      this.#statement.insert(`\n${indentationAfter(text.slice(0, cursor))}`);
    } else {
      this.#end({ kind: "statement", source: withoutFinalIndentation(text) });
    }
  }

  async #complete(): Promise<void> {
    const { before, text, cursor } = this.#statement;
    if (!wantsWords(before)) return this.#statement.insert(spacesAt(before.length));
    const stem = stemOf(before);
    const words = plainWords(await this.#language.complete(text, cursor), stem);
    const common = commonPrefix(words);
    if (common.length > stem.length) this.#statement.insert(common.slice(stem.length));
    else if (words.length > 1) {
      const { columns, rows } = this.#terminal.size();
      const { columnsOf } = this.#statement;
      this.#menu = menu(words, stem, { columns, mostRows: Math.floor(rows / 2), columnsOf });
    }
  }

  async #suspend(): Promise<void> {
    this.#terminal.write(this.#painter.finish(this.#layout()));
    await this.#terminal.suspend();
  }

  #end(entered: Entered): void {
    this.#search = null;
    this.#menu = [];
    this.#terminal.write(this.#painter.finish(this.#layout()));
    this.#ended = entered;
  }

  #paint(): void {
    this.#terminal.write(this.#painter.paint(this.#layout(), this.#menu, this.#terminal.size()));
  }

  #layout(): Frame {
    const { lines, place, text, columnsOf } = this.#statement;
    const [first, others] = this.#prompts;
    return layout({
      lines,
      place,
      prompts: [this.#search?.prompt ?? first, others],
      spans: this.#withColours ? highlight(text) : null,
      columns: this.#terminal.size().columns,
      columnsOf,
    });
  }
}

/** A prompt in a form that is safe to show: one line of bounded length, without control characters. */
function plainPrompt(claimed: string): string {
  return visibleText(claimed.slice(0, LONGEST_PROMPT));
}
