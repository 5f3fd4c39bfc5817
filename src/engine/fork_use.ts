/**
 * TRUSTED. When an engine starts the process that jails are forked from: its start takes as much processor time as six boots, which an
 * engine that runs one program and ends does not need.
 */
import type { Forks, Readiness } from "../host/forks/forks.ts";

/** How long an engine has a jail ready until it is none that ends soon, in milliseconds. */
const STAYING_MS = 1000;

/** Forks, from the second jail on that is asked for, or when nobody has asked for a while. */
export class ForkUse implements Disposable {
  readonly #forks: Forks | null;
  readonly #onChange: () => void;
  readonly #stayingMs: number;
  #asked = 0;
  #isDue = false;
  #staying: ReturnType<typeof setTimeout> | undefined;

  /** @param onChange hears that `prepare` may say something else. */
  constructor(forks: Forks | null, onChange: () => void, stayingMs: number = STAYING_MS) {
    this.#forks = forks;
    this.#onChange = onChange;
    this.#stayingMs = stayingMs;
    forks?.onChange(onChange);
  }

  /** A jail is asked for. */
  asked(): void {
    if (++this.#asked > 1) this.#isDue = true;
  }

  /** A jail waits for somebody to ask. */
  waits(): void {
    if (this.#forks === null || this.#isDue) return;
    this.#staying ??= setTimeout(() => {
      this.#isDue = true;
      this.#onChange();
    }, this.#stayingMs);
  }

  /** What can be expected of forking. Once it is due, this starts what it takes, and starts it again where that has failed. */
  prepare(): Readiness {
    if (this.#forks === null) return "off";
    return this.#isDue ? this.#forks.prepare() : this.#forks.readiness;
  }

  /** Ends the wait; the forks are the pool's. */
  [Symbol.dispose](): void {
    clearTimeout(this.#staying);
  }
}
