/** Times of many small operations, and their form in tables. */
import { percentile } from "./percentiles.ts";
import { figure } from "./statistics.ts";

/** The headings of `timesCells`. */
export const TIMES_HEADING = ["n", "p50 ms", "p95 ms", "p99 ms", "min-max ms"] as const;

/** The cells of some times, in milliseconds. */
export function timesCells(times: readonly number[]): string[] {
  return [
    String(times.length),
    ...[50, 95, 99].map((percent) => figure(percentile(times, percent))),
    `${figure(percentile(times, 0))}-${figure(percentile(times, 100))}`,
  ];
}

/** A ratio with two significant digits or more: `1.23x`, `0.0031x`. */
export function inTimes(ratio: number): string {
  return `${ratio < 0.1 ? Number(ratio.toPrecision(2)) : figure(ratio)}x`;
}

/** The ratio of the medians of two lists of times. */
export function ratioCell(times: readonly number[], others: readonly number[]): string {
  return inTimes(percentile(times, 50) / percentile(others, 50));
}

/**
 * Makes this number of requests, one after another, and checks each answer after its time was taken.
 *
 * @param prepare what has to be done before each.
 * @returns milliseconds.
 */
export async function timeEach<Answer>(
  count: number,
  ask: () => Promise<Answer>,
  check: (answer: Answer) => void = () => {},
  prepare: () => Promise<unknown> = () => Promise.resolve(),
): Promise<number[]> {
  const times: number[] = [];
  while (times.length < count) {
    await prepare();
    const began = performance.now();
    const answer = await ask();
    times.push(performance.now() - began);
    check(answer);
  }
  return times;
}
