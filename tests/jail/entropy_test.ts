import assert from "node:assert/strict";
import { Entropy } from "../../src/jail/entropy.ts";
import type { Powers } from "../../src/jail/powers.ts";

/** Real randomness, and clocks that stand where the test puts them. */
function powersAt(time: { monotonic: number; wallClock: number }): Powers {
  return {
    randomFill: (target) => void crypto.getRandomValues(target as Uint8Array<ArrayBuffer>),
    monotonic: () => time.monotonic,
    wallClock: () => time.wallClock,
    cpuTime: null,
  } as Powers;
}

function makeEntropy(): Entropy {
  return new Entropy(powersAt({ monotonic: 5, wallClock: 6 }));
}

function bytesOf(entropy: Entropy, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  entropy.fill(bytes);
  return bytes;
}

/** Everything that a program could read of a seeded run. */
function story(seed: bigint): unknown[] {
  const entropy = makeEntropy();
  entropy.seed(seed);
  return [
    bytesOf(entropy, 20),
    entropy.monotonic(),
    entropy.wallClock(),
    bytesOf(entropy, 3),
    entropy.slept(1500),
    entropy.monotonic(),
    entropy.wallClock(),
    bytesOf(entropy, 1000),
  ];
}

Deno.test("the same seed gives the same bytes and clocks", () => {
  for (const seed of [0n, 1n, 2n ** 64n - 1n]) assert.deepEqual(story(seed), story(seed));
});

Deno.test("another seed gives other bytes", () => {
  const seeds = [0n, 1n, 2n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n];
  const beginnings = seeds.map((seed) => {
    const entropy = makeEntropy();
    entropy.seed(seed);
    return bytesOf(entropy, 16).toString();
  });
  assert.equal(new Set(beginnings).size, seeds.length);
});

Deno.test("the bytes of a seed are those of SplitMix64", () => {
  const entropy = makeEntropy();
  entropy.seed(1234567n);
  // The first two numbers of the reference implementation, in little-endian order.
  const words = new BigUint64Array(bytesOf(entropy, 16).buffer);
  assert.deepEqual([...words], [6457827717110365317n, 3203168211198807973n]);
});

Deno.test("bytes that are asked for one after the other do not repeat", () => {
  const entropy = makeEntropy();
  entropy.seed(0n);
  const parts = Array.from({ length: 100 }, () => bytesOf(entropy, 8).toString());
  assert.equal(new Set(parts).size, 100);
});

Deno.test("the clocks of a seeded run start where they always do, and move forward when read", () => {
  const entropy = makeEntropy();
  entropy.seed(9n);
  const first = entropy.wallClock();
  assert(Math.abs(first - Date.UTC(2026, 0, 1)) < 1, new Date(first).toISOString());
  const [second, third] = [entropy.wallClock(), entropy.wallClock()];
  assert(first < second && second < third);
  const before = entropy.monotonic();
  assert(entropy.monotonic() > before);
});

Deno.test("a sleep moves the clocks of a seeded run by what was slept", () => {
  const entropy = makeEntropy();
  entropy.seed(9n);
  const [monotonic, wall] = [entropy.monotonic(), entropy.wallClock()];
  entropy.slept(60_000);
  assert(Math.abs(entropy.monotonic() - monotonic - 60_000) < 1);
  assert(Math.abs(entropy.wallClock() - wall - 60_000) < 1);
});

Deno.test("without a seed the bytes differ from run to run, and are not zero", () => {
  const [first, second] = [bytesOf(makeEntropy(), 32), bytesOf(makeEntropy(), 32)];
  assert.notDeepEqual(first, second);
  assert(first.some((byte) => byte !== 0) && second.some((byte) => byte !== 0));
});

Deno.test("without a seed the clocks are the system's, whatever was slept", () => {
  const time = { monotonic: 100, wallClock: 1000 };
  const entropy = new Entropy(powersAt(time));
  assert.deepEqual([entropy.monotonic(), entropy.wallClock()], [100, 1000]);
  entropy.slept(500);
  time.monotonic = 101;
  time.wallClock = 999;
  assert.deepEqual([entropy.monotonic(), entropy.wallClock()], [101, 999]);
});

Deno.test("random bytes are counted, whoever gives them", () => {
  const entropy = makeEntropy();
  bytesOf(entropy, 5);
  entropy.seed(1n);
  bytesOf(entropy, 9);
  assert.equal(entropy.drawn, 14);
});
