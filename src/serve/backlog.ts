/**
 * TRUSTED. Requests that wait for their turn: in the order in which they came, those of one session one after another, and no
 * more than may be held.
 */
import type { RunAsk } from "./request.ts";
import { isRun, type Job } from "./job.ts";

/** Bounds of what waits. */
export interface BacklogBounds {
  readonly requests: number;
  /** Of all their lines together. One is taken in any case. */
  readonly length: number;
}

/** All that waits. */
export class Backlog {
  readonly #bounds: BacklogBounds;
  /** Programs that nothing but a free worker holds up, and other requests that nothing does. */
  readonly #runs: Job<RunAsk>[] = [];
  readonly #others: Job[] = [];
  /** What waits for another request of its session, by session. A session has an entry while one of its requests has its turn. */
  readonly #lanes = new Map<string, Job[]>();
  #count = 0;
  #length = 0;

  constructor(bounds: BacklogBounds) {
    this.#bounds = bounds;
  }

  /** How many requests wait. */
  get count(): number {
    return this.#count;
  }

  /** Whether a request with a line of that length is one too many. */
  isFull(length: number): boolean {
    if (this.#count === 0) return false;
    return this.#count >= this.#bounds.requests || this.#length + length > this.#bounds.length;
  }

  /** Takes a request in. */
  add(job: Job): void {
    this.#count++;
    this.#length += job.length;
    const { session } = job.ask;
    const lane = session === null ? undefined : this.#lanes.get(session);
    if (lane !== undefined) {
      lane.push(job);
      return;
    }
    if (session !== null) this.#lanes.set(session, []);
    this.#enqueue(job);
  }

  /** The first program that `mayStart` allows; null where there is none. Its session is its own until it is `over`. */
  takeRun(mayStart: (job: Job<RunAsk>) => boolean): Job<RunAsk> | null {
    const at = this.#runs.findIndex(mayStart);
    return at < 0 ? null : this.#begin(this.#runs.splice(at, 1)[0]!);
  }

  /** The first of the requests that are no programs; null where there is none. */
  takeOther(): Job | null {
    const job = this.#others.shift();
    return job === undefined ? null : this.#begin(job);
  }

  /** A request that was taken is over: the next of its session has its turn. */
  over({ ask: { session } }: Job): void {
    if (session === null) return;
    const next = this.#lanes.get(session)?.shift();
    if (next === undefined) this.#lanes.delete(session);
    else this.#enqueue(next);
  }

  /** Takes a request out that has not begun, and never will: where it had its turn, the next of its session has it now. */
  remove(job: Job): void {
    this.#leave(job);
    for (const queue of [this.#runs, this.#others] as Job[][]) {
      const at = queue.indexOf(job);
      if (at < 0) continue;
      queue.splice(at, 1);
      return this.over(job);
    }
    const lane = this.#lanes.get(job.ask.session!)!;
    lane.splice(lane.indexOf(job), 1);
  }

  #enqueue(job: Job): void {
    if (isRun(job)) this.#runs.push(job);
    else this.#others.push(job);
  }

  #begin<Begun extends Job>(job: Begun): Begun {
    job.hasBegun = true;
    this.#leave(job);
    return job;
  }

  #leave(job: Job): void {
    this.#count--;
    this.#length -= job.length;
  }
}
