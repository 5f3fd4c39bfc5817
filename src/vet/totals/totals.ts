/** What is said of all programs together. Grows with the number of those that did not pass only up to a bound. */
import type { Status } from "../../core/outcome.ts";
import { labelOf } from "../program.ts";
import type { Vetted } from "../run/run_programs.ts";
import { type PassAt, PassCounts } from "./pass_at_k.ts";

/** How many are named of those that took longest, and of those that did not pass. */
const MOST_SLOWEST = 5;
const MOST_FAILED = 50;

/** A program and how long it took, in milliseconds. */
export interface Slow {
  readonly label: string;
  readonly wallMs: number;
}

/** The sums. */
export class Totals {
  #passed = 0;
  #failed = 0;
  #internal = 0;
  readonly #byStatus = new Map<Status, { passed: number; failed: number }>();
  readonly #slowest: Slow[] = [];
  readonly #failedLabels: string[] = [];
  readonly #passCounts = new PassCounts();
  readonly #began = performance.now();

  /** Counts one that has ended. */
  add({ place, outcome: { status, stats }, failure, subject }: Vetted): void {
    const label = labelOf(place);
    const counts = this.#byStatus.get(status) ?? { passed: 0, failed: 0 };
    if (failure === null) {
      this.#passed++;
      counts.passed++;
    } else {
      this.#failed++;
      counts.failed++;
      if (this.#failedLabels.length < MOST_FAILED) this.#failedLabels.push(label);
    }
    this.#byStatus.set(status, counts);
    if (subject !== null && status === "internal") this.#internal++;
    this.#addSlow({ label, wallMs: stats.wallMs });
    this.#passCounts.add(place, failure === null);
  }

  #addSlow(slow: Slow): void {
    const at = this.#slowest.findIndex(({ wallMs }) => wallMs < slow.wallMs);
    this.#slowest.splice(at < 0 ? this.#slowest.length : at, 0, slow);
    this.#slowest.length = Math.min(this.#slowest.length, MOST_SLOWEST);
  }

  get passed(): number {
    return this.#passed;
  }

  get failed(): number {
    return this.#failed;
  }

  get ended(): number {
    return this.#passed + this.#failed;
  }

  /** How many could not be run because pysandbox itself failed. */
  get internal(): number {
    return this.#internal;
  }

  /** How many there are of each status, in the order in which the first of each ended. */
  get byStatus(): ReadonlyMap<Status, { readonly passed: number; readonly failed: number }> {
    return this.#byStatus;
  }

  /** Those that took longest, longest first. */
  get slowest(): readonly Slow[] {
    return this.#slowest;
  }

  /** The first of those that did not pass. */
  get failedLabels(): readonly string[] {
    return this.#failedLabels;
  }

  /** pass@k, where several samples have the same id; else nothing. */
  get passAt(): readonly PassAt[] {
    return this.#passCounts.estimates();
  }

  /** Since the first was begun, in milliseconds. */
  get wallMs(): number {
    return performance.now() - this.#began;
  }
}
