/** TRUSTED. What a server has done so far. */
import type { Status } from "../core/outcome.ts";

/** How a line was answered. */
export type AnswerStatus = Status | "invalid" | "busy";

/** Counts what was asked and what was answered, from the beginning. */
export class Counters {
  readonly #began = performance.now();
  readonly #answers = new Map<AnswerStatus, number>();
  #requests = 0;

  /** A line came. */
  request(): void {
    this.#requests++;
  }

  /** A program, or a line that was none, was answered. */
  answer(status: AnswerStatus): void {
    this.#answers.set(status, (this.#answers.get(status) ?? 0) + 1);
  }

  get requests(): number {
    return this.#requests;
  }

  /** Answers by status, of those that were given. */
  get answers(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#answers);
  }

  /** Milliseconds since the server began. */
  get uptimeMs(): number {
    return Math.round(performance.now() - this.#began);
  }
}
