/** The summaries that the bench computes from its samples. */
import assert from "node:assert/strict";
import { difference, interleave, summarize, takeTurns } from "../statistics.ts";

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

Deno.test("variants take turns, in the other order each round, after a first round", async () => {
  const seen: string[] = [];
  const variant = (name: string) => ({
    name,
    sample: () => Promise.resolve(seen.push(name)),
  });
  const samples = await takeTurns([variant("a"), variant("b")], 3);
  assert.equal(seen.join(""), "abbaabba");
  assert.deepEqual([...samples], [["a", [4, 5, 8]], ["b", [3, 6, 7]]]);
});

Deno.test("a summary is the median with the least and the most", async () => {
  assert.deepEqual(summarize([3, 1, 10]), { median: 3, least: 1, most: 10, count: 3 });
  assert.deepEqual(summarize([4, 1, 10, 3]), { median: 3.5, least: 1, most: 10, count: 4 });
  assert.throws(() => summarize([]), new RangeError("No samples to summarize"));
  const found = await interleave([{ name: "a", sample: () => Promise.resolve(7) }], 2);
  assert.deepEqual([...found], [["a", { median: 7, least: 7, most: 7, count: 2 }]]);
});

Deno.test("a difference is taken within each round: what slows a whole round cancels out", () => {
  const slow = [0, 100, 0, 300, 0, 50, 0, 0];
  const b = slow.map((extra) => 20 + extra);
  const a = b.map((value) => value + 3);
  assert.deepEqual(difference(a, b), { median: 3, low: 3, high: 3 });
  assert.deepEqual(difference(b, a), { median: -3, low: -3, high: -3 });
});

Deno.test("the median lies between the samples that the sign test leaves", () => {
  // The ranks of statistical tables: 1 and 6 of 6, 2 and 9 of 10, 14 and 27 of 40.
  for (const [count, low, high] of [[6, 1, 6], [10, 2, 9], [40, 14, 27]] as const) {
    const zeros = upTo(count).fill(0);
    const expected = { median: (count + 1) / 2, low, high };
    assert.deepEqual(difference(upTo(count).reverse(), zeros), expected);
  }
});

Deno.test("a difference of unpaired or too few samples is refused", () => {
  assert.throws(() => difference([1, 2], [1]), new RangeError("2 samples against 1"));
  const few = new RangeError("5 samples are too few to say where a median is");
  assert.throws(() => difference(upTo(5), upTo(5)), few);
});
