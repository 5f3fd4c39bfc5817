/** Recalls earlier statements, one by one or by search. Changes to an entry are kept until a statement is accepted. */

/** A statement that was found, and the position in it. */
export interface Found {
  readonly text: string;
  readonly at: number;
}

/** The entries of the history, followed by what is being typed. */
export class Recall {
  readonly #entries: string[];
  #index: number;

  /** @param entries oldest first. */
  constructor(entries: readonly string[]) {
    this.#entries = [...entries, ""];
    this.#index = entries.length;
  }

  /** The previous entry; null if there is none. `current` is the edited text of the entry that is shown. */
  previous(current: string): string | null {
    return this.#move(current, -1);
  }

  /** The next entry; null if the last one is shown. */
  next(current: string): string | null {
    return this.#move(current, 1);
  }

  /**
   * Finds the nearest match of `term` before offset `at` of the shown entry, or in earlier entries. An entry with a
   * match becomes the shown one; null if there is no match.
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
