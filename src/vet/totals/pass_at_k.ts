/**
 * pass@k: how likely it is that one of k samples of a task passes, estimated from n of which c passed, without bias, and averaged
 * over the tasks (M. Chen et al., Evaluating Large Language Models Trained on Code, 2021, arXiv:2107.03374, section 2.1).
 */
import type { Place } from "../program.ts";

/** The values of k that are usual. */
const K = [1, 10, 100] as const;

/** An estimate. */
export interface PassAt {
  readonly k: number;
  /** From 0 to 1. */
  readonly value: number;
}

/** The samples of one task. */
interface Samples {
  total: number;
  passed: number;
}

/** Counts the samples of each id. A sample with several cases passes if all of these do. */
export class PassCounts {
  readonly #tasks = new Map<string | number, Samples>();
  /** Samples with cases, by row and file. */
  readonly #open = new Set<string>();
  /** Samples one of whose cases did not pass, likewise. */
  readonly #failed = new Set<string>();
  #repeats = false;

  /** Takes what came of a program. The cases of a sample may come in any order, each once. */
  add({ path, id, case: number, ordinal }: Place, passed: boolean): void {
    if (id === null) return;
    const samples = this.#tasks.get(id) ?? { total: 0, passed: 0 };
    this.#tasks.set(id, samples);
    const sample = `${ordinal}:${path}`;
    const isKnown = number !== null && this.#open.has(sample);
    if (!isKnown) {
      samples.total++;
      samples.passed++;
      if (samples.total > 1) this.#repeats = true;
      if (number !== null) this.#open.add(sample);
    }
    if (passed || this.#failed.has(sample)) return;
    samples.passed--;
    if (number !== null) this.#failed.add(sample);
  }

  /** The estimates for each k of which every task has enough samples; none where no id repeats. */
  estimates(): PassAt[] {
    if (!this.#repeats) return [];
    const tasks = [...this.#tasks.values()];
    const least = tasks.reduce((least, { total }) => Math.min(least, total), Infinity);
    return K.filter((k) => k <= least).map((k) => ({
      k,
      value: tasks.reduce((sum, task) => sum + passAt(k, task), 0) / tasks.length,
    }));
  }
}

/** 1 - C(n - c, k) / C(n, k), as a product that does not overflow. */
export function passAt(k: number, { total, passed }: Readonly<Samples>): number {
  if (total - passed < k) return 1;
  let allFail = 1;
  for (let i = total - passed + 1; i <= total; i++) allFail *= 1 - k / i;
  return 1 - allFail;
}
