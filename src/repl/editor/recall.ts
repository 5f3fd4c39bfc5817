/** Statements of the past, brought back one by one or by search. What is changed in one stays until a statement is accepted. */

/** A statement that was found, and where in it. */
export interface Found {
  readonly text: string;
  readonly at: number;
}

/** The entries of the history and, behind them, what is being typed. */
export class Recall {
  readonly #entries: string[];
  #index: number;

  /** @param entries the oldest first. */
  constructor(entries: readonly string[]) {
    this.#entries = [...entries, ""];
    this.#index = entries.length;
  }

  /** The entry before the one shown, which has become `current`; null where there is none. */
  previous(current: string): string | null {
    return this.#move(current, -1);
  }

  /** The entry after the one shown; null where that was the last. */
  next(current: string): string | null {
    return this.#move(current, 1);
  }

  /**
   * The nearest place of `term` in front of offset `at` of what is shown, or in the entries before it, which is then
   * shown; null where there is none.
   */
  searchBack(term: string, current: string, at: number): Found | null {
    this.#entries[this.#index] = current;
    for (let index = this.#index, from = at; index >= 0; index--, from = Infinity) {
      const text = this.#entries[index]!;
      const found = from < 0 ? -1 : text.lastIndexOf(term, from);
      if (found === -1) continue;
      this.#index = index;
      return { text, at: found };
    }
    return null;
  }

  /** The entry that is shown, to return to with `goTo`. */
  get index(): number {
    return this.#index;
  }

  /** Shows an entry. */
  goTo(index: number): void {
    this.#index = index;
  }

  #move(current: string, step: 1 | -1): string | null {
    const text = this.#entries[this.#index + step];
    if (text === undefined) return null;
    this.#entries[this.#index] = current;
    this.#index += step;
    return text;
  }
}
