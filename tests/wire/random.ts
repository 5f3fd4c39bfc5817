/** Randomness for property tests: the same in each run, so that a failure can be had again. */

/** The mulberry32 generator: whole numbers from 0 to `below` - 1. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = state + 0x6D2B79F5 | 0;
    let z = Math.imul(state ^ state >>> 15, state | 1);
    z ^= z + Math.imul(z ^ z >>> 7, z | 61);
    return Math.floor(((z ^ z >>> 14) >>> 0) / 2 ** 32 * below);
  };
}

/** `length` random bytes. */
export function randomBytes(
  random: (below: number) => number,
  length: number,
): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, () => random(256));
}
