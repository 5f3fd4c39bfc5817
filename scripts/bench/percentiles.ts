/** Percentiles of samples, and rates of answers. */

/**
 * The smallest sample that at least this percentage of all samples does not exceed: by the nearest rank, so it is one
 * that was measured. Of fewer than 100 samples the 99th percentile is the largest.
 *
 * @param percent from 0, which is the smallest sample, to 100.
 * @throws {RangeError} if there are no samples.
 */
export function percentile(samples: readonly number[], percent: number): number {
  if (samples.length === 0) throw new RangeError("No samples to rank");
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(percent * sorted.length / 100) - 1)]!;
}

/**
 * Answers per second, to requests that were made all at once.
 *
 * @param began when they were made, in milliseconds.
 * @param times when their answers came, by the same clock, in order.
 * @param ahead how many of the first answers had been prepared earlier: the clock starts at the last of these.
 * @throws {RangeError} if all of them were.
 */
export function answersPerSecond(began: number, times: readonly number[], ahead = 0): number {
  const counted = times.length - ahead;
  if (counted <= 0) {
    throw new RangeError(`${times.length} answers, of which ${ahead} had been prepared`);
  }
  const start = ahead === 0 ? began : times[ahead - 1]!;
  return 1000 * counted / (times.at(-1)! - start);
}
