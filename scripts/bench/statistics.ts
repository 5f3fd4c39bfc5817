/** Samples taken turn about, and what is said of them. */

/** What one variant gave, in the unit of its measure. */
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

/** A difference, and where it lies at a confidence of 95%. */
export interface Difference {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** The summary of some samples. @throws {RangeError} where there are none. */
export function summarize(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b);
  const count = sorted.length;
  if (count === 0) throw new RangeError("No samples to summarize");
  const middle = count >> 1;
  const median = count % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, least: sorted[0]!, most: sorted[count - 1]!, count };
}

/**
 * Samples all variants in turn, A B, B A, A B, so that a machine that grows slower does so for all
 * of them, and none has always the same one before it. A first round fills the file caches and is
 * not counted. The samples at one index are of one round.
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

/** The summaries of what was sampled in turn. */
export async function interleave(
  variants: readonly Variant[],
  rounds: number,
): Promise<Map<string, Summary>> {
  const samples = await takeTurns(variants, rounds);
  return new Map([...samples].map(([name, values]) => [name, summarize(values)]));
}

/**
 * How much more `a` is than `b`: the median of the differences within each round, and between which
 * two of them the true median lies with a probability of at least 95%, whatever they are
 * distributed like.
 *
 * @throws {RangeError} where rounds are unpaired, or too few (5 or less) to be so sure of anything.
 */
export function difference(a: readonly number[], b: readonly number[]): Difference {
  if (a.length !== b.length) throw new RangeError(`${a.length} samples against ${b.length}`);
  const sorted = a.map((value, at) => value - b[at]!).sort((x, y) => x - y);
  const outside = samplesOutside(sorted.length);
  const { median } = summarize(sorted);
  return { median, low: sorted[outside]!, high: sorted.at(-1 - outside)! };
}

/**
 * How many of the least samples, and of the most, can be left off: each is below the median as a
 * coin falls.
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

/** `12.3`, with as many digits as say something. */
export function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** `10.1-14.9`. */
export function range({ least, most }: Summary): string {
  return `${figure(least)}-${figure(most)}`;
}
