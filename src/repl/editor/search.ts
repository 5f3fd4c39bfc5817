/** Incremental backward search in the history: Ctrl-R. */
import type { Key } from "./keys.ts";
import type { Recall } from "./recall.ts";
import type { Statement } from "./statement.ts";

/** The effect of a key on a search: it continues; it ends, and the editor handles the key; or it is cancelled. */
export type SearchStep = "goes on" | "ends" | "given up";

/** One search, from Ctrl-R to the key that ends it. */
export class Search {
  readonly #statement: Statement;
  readonly #recall: Recall;
  readonly #origin: { text: string; cursor: number; index: number };
  #term = "";
  #failed = false;

  constructor(statement: Statement, recall: Recall) {
    this.#statement = statement;
    this.#recall = recall;
    this.#origin = { text: statement.text, cursor: statement.cursor, index: recall.index };
  }

  /** The text that replaces the prompt. */
  get prompt(): string {
    return `(${this.#failed ? "failed " : ""}r-search \`${this.#term}') `;
  }

  /** Handles a key. */
  press({ name, ctrl, meta, text }: Key): SearchStep {
    if (ctrl && name === "r") {
      this.#find(this.#statement.cursor - 1);
    } else if (name === "backspace" && !meta) {
      this.#term = this.#term.slice(0, -1);
      this.#restore();
      this.#find(Infinity);
    } else if (name === "escape" || (ctrl && name === "g")) {
      this.#restore();
      return "given up";
    } else if (text >= " " && name !== "return" && name !== "enter") {
      this.#term += text;
      this.#find(this.#statement.cursor);
    } else {
      return "ends";
    }
    return "goes on";
  }

  #find(from: number): void {
    if (this.#term === "") return;
    const { text } = this.#statement;
    const found = this.#recall.searchBack(this.#term, text, from);
    this.#failed = found === null;
    if (found !== null) this.#statement.set(found.text, found.at);
  }

  #restore(): void {
    const { text, cursor, index } = this.#origin;
    this.#recall.goTo(index);
    this.#statement.set(text, cursor);
    this.#failed = false;
  }
}
