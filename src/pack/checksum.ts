/** The checksum of packs and images. */

const PRIME = 0x01000193;

/**
 * A checksum against corruption, not against an attacker: multiply and add in four lanes, at several gigabytes a
 * second (SHA-256 would add to each start what the whole restore takes). Each part must start at a multiple of four
 * and be a multiple of eight long.
 */
export function checksum(parts: readonly Uint8Array<ArrayBuffer>[]): number {
  const sum = new Checksum();
  for (const part of parts) sum.add(part);
  return sum.value;
}

/** The same of parts that come one after the other: all but the last a multiple of 16 long. */
export class Checksum {
  readonly #lanes = new Int32Array([1, 2, 3, 4]);

  /** Takes the next part. */
  add(part: Uint8Array<ArrayBuffer>): void {
    let [a, b, c, d] = this.#lanes as unknown as [number, number, number, number];
    // Signed words: unsigned ones would be boxed until the engine has optimized the loop.
    const words = new Int32Array(part.buffer, part.byteOffset, part.length >>> 2);
    const end = words.length;
    let at = 0;
    for (; at + 4 <= end; at += 4) {
      a = Math.imul(a ^ words[at]!, PRIME) + 1 | 0;
      b = Math.imul(b ^ words[at + 1]!, PRIME) + 1 | 0;
      c = Math.imul(c ^ words[at + 2]!, PRIME) + 1 | 0;
      d = Math.imul(d ^ words[at + 3]!, PRIME) + 1 | 0;
    }
    for (; at < end; at++) a = Math.imul(a ^ words[at]!, PRIME) + 1 | 0;
    this.#lanes.set([a, b, c, d]);
  }

  /** Of all parts so far. */
  get value(): number {
    const [a, b, c, d] = this.#lanes as unknown as [number, number, number, number];
    return (Math.imul(Math.imul(Math.imul(a, PRIME) ^ b, PRIME) ^ c, PRIME) ^ d) >>> 0;
  }
}
