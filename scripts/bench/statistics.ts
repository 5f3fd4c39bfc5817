/** Samples taken turn about, and what is said of them. */

/** What one variant gave, in the unit of its measure. */
export interface Summary {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly count: number;
}

/** One thing to measure: each call takes one sample. */
export interface Variant {
  readonly name: string;
  readonly sample: () => Promise<number>;
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
 * Samples all variants in turn, A B A B, so that a machine that grows slower does so for all of them. A first round
 * fills the file caches and is not counted.
 */
export async function interleave(
  variants: readonly Variant[],
  rounds: number,
): Promise<Map<string, Summary>> {
  const samples = new Map(variants.map(({ name }) => [name, [] as number[]]));
  for (let round = -1; round < rounds; round++) {
    for (const { name, sample } of variants) {
      const value = await sample();
      if (round >= 0) samples.get(name)!.push(value);
    }
  }
  return new Map([...samples].map(([name, values]) => [name, summarize(values)]));
}

/** `12.3`, with as many digits as say something. */
export function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** `10.1-14.9`. */
export function range({ least, most }: Summary): string {
  return `${figure(least)}-${figure(most)}`;
}
