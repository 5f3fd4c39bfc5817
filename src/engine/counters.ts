/** Counts of things by name, from the beginning. */

/** Counts by name, in the order in which the names first came. */
export class Counters<Name extends string> {
  readonly #counts = new Map<Name, number>();

  /** One more of these. */
  add(name: Name): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** How many there were of each; a name that never came is left out. */
  get all(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}
