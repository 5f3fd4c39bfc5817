/** Search in the history, backwards, while its term is typed: Ctrl-R. */
import type { Key } from "./keys.ts";
import type { Recall } from "./recall.ts";
import type { Statement } from "./statement.ts";

/** What a key did to a search: it goes on; it ends and the key is for the editor; or it is given up. */
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

  /** What stands in the prompt's place. */
  get prompt(): string {
    return `(${this.#failed ? "failed " : ""}r-search \`${this.#term}') `;
  }

  /** Takes a key. */
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
