/** Random contents of messages that the protocol allows, of every kind and size. */
import type { Json } from "../../src/core/outcome.ts";
import type { Random } from "./random.ts";

/** Texts that often cause trouble: control characters, halves of characters, names that objects inherit. */
const PIECES = [
  "",
  "a",
  "value",
  "\n",
  "\0",
  "\u001b[31m",
  "\u007f",
  "\u00e9",
  "\u20ac",
  "\u{1F600}",
  "\uFEFF",
  "\u2028",
  "\uD800",
  "\uDC00",
  "__proto__",
  "constructor",
  "toString",
  "exitCode",
  '"',
  "\\",
  "{",
  "]",
  "null",
] as const;

const NUMBERS = [0, -0, 1, -1, 0.5, 255, 256, 2 ** 31, 2 ** 32, 2 ** 53, 1e300, -1e300, 5e-324];

/** A text of at most `most` UTF-16 units. One in fifty has that length, or nearly. */
export function randomText(random: Random, most: number): string {
  if (random.oneIn(50)) {
    const piece = random.pick(PIECES) || "x";
    return piece.repeat(most).slice(0, most - random.below(3));
  }
  return Array.from({ length: random.below(7) }, () => random.pick(PIECES)).join("").slice(0, most);
}

/** A whole number from 0 to `most`: any, or one of the bounds. */
export function randomCount(random: Random, most: number): number {
  return random.pick([0, 1, most, most - 1, random.below(2 ** 32) % (most + 1)]);
}

/** A JSON value in which nothing is more than `deepest` levels below it. */
export function randomJson(random: Random, deepest: number): Json {
  if (random.oneIn(25)) return nested(random, deepest);
  const kind = random.below(deepest > 0 ? 7 : 5);
  if (kind < 2) return random.pick([null, true, false]);
  if (kind === 2) return random.oneIn(2) ? random.pick(NUMBERS) : random.below(2 ** 32) / 1024;
  if (kind < 5) return randomText(random, 300);
  const items = Array.from(
    { length: random.below(4) },
    () => randomJson(random, Math.min(deepest - 1, 4)),
  );
  if (kind === 5) return items;
  // Not by assignment, which would treat `__proto__` as the prototype.
  return Object.fromEntries(items.map((item) => [randomName(random), item]));
}

/**
 * A name of a member. Never a single backslash: V8 15.0 reads an escaped name of one character as a backslash, in an
 * object that otherwise looks like an earlier one with such a member. Then no reading could be relied on.
 */
function randomName(random: Random): string {
  const name = randomText(random, 20);
  return name === "\\" ? "" : name;
}

function nested(random: Random, deepest: number): Json {
  let value: Json = randomJson(random, 0);
  for (let depth = 0; depth < deepest; depth++) {
    value = random.oneIn(3) ? { [random.pick(["a", ""])]: value } : [value];
  }
  return value;
}
