/** TRUSTED. The order of answers that carry no id: that of their requests. */

import { lengthOf, type OutLine } from "./outbox.ts";

/** The turn of one request among those without an id. */
export interface Turn {
  /** Whether all before it were answered. */
  readonly isFirst: boolean;
  /** Gives the answer, which goes out when all before it have. Only once. */
  settle(line: OutLine): void;
}

/** Holds answers back until it is their turn. */
export class InOrder {
  readonly #release: (line: OutLine) => void;
  #first: Link | null = null;
  #last: Link | null = null;
  #heldBytes = 0;
  #heldAnswers = 0;

  /** @param release receives each answer when it is its turn. */
  constructor(release: (line: OutLine) => void) {
    this.#release = release;
  }

  /** Bytes of the answers that are held back: exact for ASCII, and never less than a third of them. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** How many answers are held back: each takes several hundred bytes beside its own. */
  get heldAnswers(): number {
    return this.#heldAnswers;
  }

  /** The next turn. */
  reserve(): Turn {
    const link = new Link((line) => this.#settle(link, line));
    if (this.#last === null) this.#first = link;
    else this.#last.next = link;
    this.#last = link;
    if (this.#first === link) link.isFirst = true;
    return link;
  }

  #settle(link: Link, line: OutLine): void {
    link.line = line;
    this.#heldBytes += lengthOf(line);
    this.#heldAnswers++;
    while (this.#first !== null && this.#first.line !== null) {
      this.#heldBytes -= lengthOf(this.#first.line);
      this.#heldAnswers--;
      this.#release(this.#first.line);
      this.#first = this.#first.next;
    }
    if (this.#first === null) this.#last = null;
    else this.#first.isFirst = true;
  }
}

/** A turn, which knows the next one. */
class Link implements Turn {
  next: Link | null = null;
  /** The answer, while it is held back. */
  line: OutLine | null = null;
  isFirst = false;
  readonly settle: (line: OutLine) => void;

  constructor(settle: (line: OutLine) => void) {
    this.settle = settle;
  }
}
