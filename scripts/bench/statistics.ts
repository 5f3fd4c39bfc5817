/** Samples that are taken in turn, and their summaries. */

/** The samples of one variant, in the unit of its measure. */
export interface Summary {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly count: number;
}

/** One thing to measure: each call takes one sample. */
export interface Variant<Sample = number> {
  readonly name: string;
  readonly sample: () => Promise<Sample>;
}

/** A difference, and its confidence interval at 95%. */
export interface Difference {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** The summary of samples. @throws {RangeError} if there are none. */
export function summarize(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b);
  const count = sorted.length;
  if (count === 0) throw new RangeError("No samples to summarize");
  const middle = count >> 1;
  const median = count % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, least: sorted[0]!, most: sorted[count - 1]!, count };
}

/**
 * Samples all variants in turn, A B, B A, A B: a machine that becomes slower does so for all of them, and no variant
 * always follows the same one. A first round fills the file caches and is not counted. Samples with the same index
 * belong to the same round.
 */
export async function takeTurns<Sample>(
  variants: readonly Variant<Sample>[],
  rounds: number,
): Promise<Map<string, Sample[]>> {
  const samples = new Map(variants.map(({ name }) => [name, [] as Sample[]]));
  const order = [...variants];
  for (let round = -1; round < rounds; round++) {
    for (const { name, sample } of order) {
      const value = await sample();
      if (round >= 0) samples.get(name)!.push(value);
    }
    order.reverse();
  }
  return samples;
}

/** The summaries of variants that were sampled in turn. */
export async function interleave(
  variants: readonly Variant[],
  rounds: number,
): Promise<Map<string, Summary>> {
  const samples = await takeTurns(variants, rounds);
  return new Map([...samples].map(([name, values]) => [name, summarize(values)]));
}

/**
 * How much larger `a` is than `b`: the median of the differences within each round, and the two differences between
 * which the true median lies with a probability of at least 95%, whatever their distribution.
 *
 * @throws {RangeError} if rounds are unpaired, or if there are too few (5 or less) for that confidence.
 */
export function difference(a: readonly number[], b: readonly number[]): Difference {
  if (a.length !== b.length) throw new RangeError(`${a.length} samples against ${b.length}`);
  const sorted = a.map((value, at) => value - b[at]!).sort((x, y) => x - y);
  const outside = samplesOutside(sorted.length);
  const { median } = summarize(sorted);
  return { median, low: sorted[outside]!, high: sorted.at(-1 - outside)! };
}

/**
 * How many of the smallest samples, and of the largest, can be left off: each sample is below the median with
 * probability one half.
 */
function samplesOutside(count: number): number {
  let [chance, sum] = [0.5 ** count, 0];
  for (let below = 0;; below++) {
    sum += chance;
    if (sum > 0.025) {
      if (below === 0) {
        throw new RangeError(`${count} samples are too few to say where a median is`);
      }
      return below - 1;
    }
    chance *= (count - below) / (below + 1);
  }
}

/** `12.3`, with as many digits as are significant. */
export function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** `10.1-14.9`. */
export function range({ least, most }: Summary): string {
  return `${figure(least)}-${figure(most)}`;
}
