/** Where samples lie, and how fast answers came. */

/**
 * The least sample that so many percent of all do not exceed: by the nearest rank, so that it is one
 * that was measured. Of less than 100 samples the 99th percentile is the greatest.
 *
 * @param percent from 0, which is the least sample, to 100.
 * @throws {RangeError} where there are no samples.
 */
export function percentile(samples: readonly number[], percent: number): number {
  if (samples.length === 0) throw new RangeError("No samples to rank");
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(percent * sorted.length / 100) - 1)]!;
}

/**
 * Answers a second, to requests that were made all at once.
 *
 * @param began when they were made, in milliseconds.
 * @param times when their answers came, by the same clock, in order.
 * @param ahead so many of the first answers had been prepared before: the clock starts at the last of these.
 * @throws {RangeError} where all of them were.
 */
export function answersPerSecond(began: number, times: readonly number[], ahead = 0): number {
  const counted = times.length - ahead;
  if (counted <= 0) {
    throw new RangeError(`${times.length} answers, of which ${ahead} had been prepared`);
  }
  const start = ahead === 0 ? began : times[ahead - 1]!;
  return 1000 * counted / (times.at(-1)! - start);
}
