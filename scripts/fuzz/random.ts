/** Random choices of a fuzzer. The same seed gives the same choices, so that a failure can be reproduced. */
import { randomBytes, randomNumbers } from "../../tests/wire/random.ts";

/** A source of choices. */
export class Random {
  readonly #below: (below: number) => number;

  constructor(seed: number) {
    this.#below = randomNumbers(seed);
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    return this.#below(limit);
  }

  /** True once in `count` times on average. */
  oneIn(count: number): boolean {
    return this.#below(count) === 0;
  }

  /** One of `list`, which is not empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.#below(list.length)]!;
  }

  /** `length` random bytes. */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    return randomBytes(this.#below, length);
  }
}

/** Seeds are 32 bits. Input number `index` of a run has a seed of its own: a run with that seed begins with it. */
export function seedOf(seed: number, index: number): number {
  return (seed + index) >>> 0;
}
