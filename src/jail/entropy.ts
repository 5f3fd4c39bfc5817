/**
 * HOSTILE ONCE A PROGRAM RUNS. Where entropy and time come from: the system, or, for a reproducible run, a seed. The
 * seed is set late, because the interpreter boots before its program is known.
 */
import type { Powers } from "./powers.ts";

/** Where a reproducible run's clocks start, and the time of all files that are there before it: 2026-01-01T00:00:00Z, in milliseconds since 1970. */
export const SEEDED_EPOCH_MS = 1_767_225_600_000;

/** How far each reading of a reproducible run's clocks moves them, in milliseconds. */
const SEEDED_STEP_MS = 0.001;

const MASK_64 = (1n << 64n) - 1n;

/** Entropy and clocks of one interpreter. */
export class Entropy {
  readonly #powers: Powers;
  #seeded: { words: () => bigint; elapsedMs: number } | null = null;
  #hasProgram = false;
  #sleptMs = 0;
  #drawn = 0;

  constructor(powers: Powers) {
    this.#powers = powers;
  }

  /** A program begins: files get their times from its clock. */
  begin(): void {
    this.#hasProgram = true;
  }

  /** There is no program any more, as if there had been none. */
  rest(): void {
    this.#hasProgram = false;
    this.#sleptMs = 0;
  }

  /** From now on, everything follows from `seed`. */
  seed(seed: bigint): void {
    this.#seeded = { words: splitMix64(seed), elapsedMs: 0 };
    this.#sleptMs = 0;
  }

  /** How many random bytes were drawn. */
  get drawn(): number {
    return this.#drawn;
  }

  /** Fills `target` with random bytes. */
  fill(target: Uint8Array): void {
    this.#drawn += target.length;
    if (this.#seeded === null) {
      this.#powers.randomFill(target);
      return;
    }
    let word = 0n;
    for (let at = 0; at < target.length; at++) {
      word = at % 8 === 0 ? this.#seeded.words() : word >> 8n;
      target[at] = Number(word & 0xFFn);
    }
  }

  /** Milliseconds since some fixed moment. */
  monotonic(): number {
    return this.#seeded === null ? this.#powers.monotonic() : this.#tick();
  }

  /** Milliseconds since 1970. */
  wallClock(): number {
    return this.#seeded === null ? this.#powers.wallClock() : SEEDED_EPOCH_MS + this.#tick();
  }

  /** What files get as their times. Those that are there before a program say nothing of when that was. */
  fileClock(): number {
    return this.#hasProgram ? this.wallClock() : SEEDED_EPOCH_MS;
  }

  /** Milliseconds for which the processor has worked. Where the system does not tell, those that were not slept. */
  cpuTime(): number {
    const known = this.#seeded === null ? this.#powers.cpuTime?.() : undefined;
    return known ?? this.monotonic() - this.#sleptMs;
  }

  /** Notes a sleep that has just been slept, and moves a reproducible run's clocks by it. */
  slept(milliseconds: number): void {
    this.#sleptMs += milliseconds;
    if (this.#seeded !== null) this.#seeded.elapsedMs += milliseconds;
  }

  #tick(): number {
    return this.#seeded === null ? 0 : this.#seeded.elapsedMs += SEEDED_STEP_MS;
  }
}

/** The SplitMix64 generator (Steele, Lea and Flood, 2014). Reproducible, and no more than that. */
function splitMix64(seed: bigint): () => bigint {
  let state = seed & MASK_64;
  return () => {
    state = (state + 0x9E3779B97F4A7C15n) & MASK_64;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xBF58476D1CE4E5B9n) & MASK_64;
    z = ((z ^ (z >> 27n)) * 0x94D049BB133111EBn) & MASK_64;
    return z ^ (z >> 31n);
  };
}
