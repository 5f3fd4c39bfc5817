import assert from "node:assert/strict";
import { Chance } from "../../src/jail/chance.ts";
import type { Powers } from "../../src/jail/powers.ts";

/** Real randomness, and clocks that stand where the test puts them. */
function powersAt(time: { monotonic: number; wallClock: number }): Powers {
  return {
    randomFill: (target) => void crypto.getRandomValues(target as Uint8Array<ArrayBuffer>),
    monotonic: () => time.monotonic,
    wallClock: () => time.wallClock,
  } as Powers;
}

function makeChance(): Chance {
  return new Chance(powersAt({ monotonic: 5, wallClock: 6 }));
}

function bytesOf(chance: Chance, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  chance.fill(bytes);
  return bytes;
}

/** Everything that a program could read of a seeded run. */
function story(seed: bigint): unknown[] {
  const chance = makeChance();
  chance.seed(seed);
  return [
    bytesOf(chance, 20),
    chance.monotonic(),
    chance.wallClock(),
    bytesOf(chance, 3),
    chance.slept(1500),
    chance.monotonic(),
    chance.wallClock(),
    bytesOf(chance, 1000),
  ];
}

Deno.test("the same seed gives the same bytes and clocks", () => {
  for (const seed of [0n, 1n, 2n ** 64n - 1n]) assert.deepEqual(story(seed), story(seed));
});

Deno.test("another seed gives other bytes", () => {
  const seeds = [0n, 1n, 2n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n];
  const beginnings = seeds.map((seed) => {
    const chance = makeChance();
    chance.seed(seed);
    return bytesOf(chance, 16).toString();
  });
  assert.equal(new Set(beginnings).size, seeds.length);
});

Deno.test("the bytes of a seed are those of SplitMix64", () => {
  const chance = makeChance();
  chance.seed(1234567n);
  // The first two numbers of the reference implementation, in little-endian order.
  const words = new BigUint64Array(bytesOf(chance, 16).buffer);
  assert.deepEqual([...words], [6457827717110365317n, 3203168211198807973n]);
});

Deno.test("bytes that are asked for one after the other do not repeat", () => {
  const chance = makeChance();
  chance.seed(0n);
  const parts = Array.from({ length: 100 }, () => bytesOf(chance, 8).toString());
  assert.equal(new Set(parts).size, 100);
});

Deno.test("the clocks of a seeded run start where they always do, and move forward when read", () => {
  const chance = makeChance();
  chance.seed(9n);
  const first = chance.wallClock();
  assert(Math.abs(first - Date.UTC(2026, 0, 1)) < 1, new Date(first).toISOString());
  const [second, third] = [chance.wallClock(), chance.wallClock()];
  assert(first < second && second < third);
  const before = chance.monotonic();
  assert(chance.monotonic() > before);
});

Deno.test("a sleep moves the clocks of a seeded run by what was slept", () => {
  const chance = makeChance();
  chance.seed(9n);
  const [monotonic, wall] = [chance.monotonic(), chance.wallClock()];
  chance.slept(60_000);
  assert(Math.abs(chance.monotonic() - monotonic - 60_000) < 1);
  assert(Math.abs(chance.wallClock() - wall - 60_000) < 1);
});

Deno.test("without a seed the bytes differ from run to run, and are not zero", () => {
  const [first, second] = [bytesOf(makeChance(), 32), bytesOf(makeChance(), 32)];
  assert.notDeepEqual(first, second);
  assert(first.some((byte) => byte !== 0) && second.some((byte) => byte !== 0));
});

Deno.test("without a seed the clocks are the system's, whatever was slept", () => {
  const time = { monotonic: 100, wallClock: 1000 };
  const chance = new Chance(powersAt(time));
  assert.deepEqual([chance.monotonic(), chance.wallClock()], [100, 1000]);
  chance.slept(500);
  time.monotonic = 101;
  time.wallClock = 999;
  assert.deepEqual([chance.monotonic(), chance.wallClock()], [101, 999]);
});
