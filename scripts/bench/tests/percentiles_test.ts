/** Percentiles, rates of answers, and their form in tables. */
import assert from "node:assert/strict";
import { answersPerSecond, percentile } from "../percentiles.ts";
import { inTimes, ratioCell, timeEach, timesCells } from "../times.ts";

/** From 1 to `count`, the largest first. */
const downFrom = (count: number) => Array.from({ length: count }, (_, at) => count - at);

Deno.test("a percentile is a sample that was measured, by the nearest rank", () => {
  const ranks = (count: number) =>
    [0, 50, 95, 99, 100].map((percent) => percentile(downFrom(count), percent));
  assert.deepEqual(ranks(100), [1, 50, 95, 99, 100]);
  assert.deepEqual(ranks(101), [1, 51, 96, 100, 101]);
  assert.deepEqual(ranks(1000), [1, 500, 950, 990, 1000]);
  assert.deepEqual(ranks(60), [1, 30, 57, 60, 60]);
  assert.deepEqual(ranks(1), [1, 1, 1, 1, 1]);
});

Deno.test("samples are ranked as numbers, and stay in their order", () => {
  const samples = [100, 9, 20];
  assert.equal(percentile(samples, 50), 20);
  assert.deepEqual(samples, [100, 9, 20]);
  assert.throws(() => percentile([], 50), new RangeError("No samples to rank"));
});

Deno.test("a rate is counted from the request on, or from the last answer that was prepared", () => {
  const times = [1000, 1000, 1500, 2000, 3000];
  assert.equal(answersPerSecond(500, times), 2);
  assert.equal(answersPerSecond(500, times, 2), 1.5);
  assert.equal(answersPerSecond(500, times, 4), 1);
});

Deno.test("a rate of nothing is refused", () => {
  const refused = (count: number) =>
    new RangeError(`2 answers, of which ${count} had been prepared`);
  assert.throws(() => answersPerSecond(0, [1, 2], 2), refused(2));
  assert.throws(() => answersPerSecond(0, [1, 2], 3), refused(3));
});

Deno.test("a row of times has their count, their percentiles and where they end", () => {
  assert.deepEqual(timesCells(downFrom(200)), ["200", "100", "190", "198", "1.00-200"]);
});

Deno.test("a ratio is of medians, and keeps two digits however small it is", () => {
  assert.equal(ratioCell([9, 1, 3], [2, 100, 1]), "1.50x");
  assert.deepEqual([0.00312, 0.0996, 0.1, 1, 12.34, 345.6].map(inTimes), [
    ...["0.0031x", "0.1x", "0.10x", "1.00x", "12.3x", "346x"],
  ]);
});

Deno.test("each time is of the asking alone, and each answer is looked at", async () => {
  const done: string[] = [];
  using clock = stoppedClock();
  const take = (what: string, milliseconds: number) => () => {
    done.push(what);
    clock.now += milliseconds;
    return Promise.resolve(done.length);
  };
  const check = (answer: number) => void take(`check ${answer}`, 100)();
  const times = await timeEach(2, take("ask", 7), check, take("prepare", 1000));
  assert.deepEqual(times, [7, 7]);
  assert.deepEqual(done, ["prepare", "ask", "check 2", "prepare", "ask", "check 5"]);
});

/** Replaces this process's clock by one that advances only when told to. */
function stoppedClock(): { now: number } & Disposable {
  const real = performance.now;
  const clock = { now: 0, [Symbol.dispose]: () => void (performance.now = real) };
  performance.now = () => clock.now;
  return clock;
}
