/** The checksum of packs and images. */

/**
 * A checksum against corruption, not against an attacker: multiply and add in four lanes, at several gigabytes a
 * second (SHA-256 would add to each start what the whole restore takes). Each part must start at a multiple of four
 * and be a multiple of eight long.
 */
export function checksum(parts: readonly Uint8Array<ArrayBuffer>[]): number {
  const prime = 0x01000193;
  let [a, b, c, d] = [1, 2, 3, 4];
  for (const part of parts) {
    // Signed words: unsigned ones would be boxed until the engine has optimized the loop.
    const words = new Int32Array(part.buffer, part.byteOffset, part.length >>> 2);
    const end = words.length;
    let at = 0;
    for (; at + 4 <= end; at += 4) {
      a = Math.imul(a ^ words[at]!, prime) + 1 | 0;
      b = Math.imul(b ^ words[at + 1]!, prime) + 1 | 0;
      c = Math.imul(c ^ words[at + 2]!, prime) + 1 | 0;
      d = Math.imul(d ^ words[at + 3]!, prime) + 1 | 0;
    }
    for (; at < end; at++) a = Math.imul(a ^ words[at]!, prime) + 1 | 0;
  }
  return (Math.imul(Math.imul(Math.imul(a, prime) ^ b, prime) ^ c, prime) ^ d) >>> 0;
}
