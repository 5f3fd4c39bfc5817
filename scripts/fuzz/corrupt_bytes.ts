/** Corrupts bytes anywhere in a stream: flips, cuts, copies, splices, and invalid UTF-8. */
import { joinBytes } from "./model.ts";
import type { Random } from "./random.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes with a meaning in JSON. */
const TELLING = new TextEncoder().encode('{}[],:"0123456789-+.eE\\u truefalsn');

/** Overlong forms, halves of pairs, code points beyond the last, lone parts of sequences, a byte order mark. */
const NOT_UTF8: readonly Bytes[] = [
  [0xC0, 0x80],
  [0xE0, 0x80, 0x80],
  [0xED, 0xA0, 0x80],
  [0xF4, 0x90, 0x80, 0x80],
  [0xF5],
  [0x80],
  [0xE2, 0x82],
  [0xFF, 0xFE],
  [0xEF, 0xBB, 0xBF],
].map((bytes) => Uint8Array.from(bytes));

/** `bytes` with one corruption. */
export function corruptBytes(bytes: Bytes, random: Random): Bytes {
  const at = random.below(bytes.length + 1);
  const to = at + random.below(Math.min(bytes.length - at, 64) + 1);
  const head = bytes.subarray(0, at);
  const tail = bytes.subarray(at);
  switch (random.below(8)) {
    case 0: {
      const flipped = bytes.slice();
      if (at < flipped.length) flipped[at]! ^= 1 << random.below(8);
      return flipped;
    }
    case 1:
      return head.slice();
    case 2:
      return joinBytes([head, bytes.subarray(to)]);
    case 3:
      return joinBytes([head, bytes.subarray(at, to), tail]);
    case 4:
      return joinBytes([head, random.pick(NOT_UTF8), tail]);
    case 5: {
      const changed = bytes.slice();
      if (at < changed.length) changed[at] = random.pick([...TELLING]);
      return changed;
    }
    case 6:
      return joinBytes([head, random.bytes(random.below(9)), tail]);
    default:
      // The end of the stream is cut before its middle.
      return joinBytes([head, bytes.subarray(to), bytes.subarray(at, to)]);
  }
}
