/**
 * TRUSTED. Jobs that wait for their turn: in the order in which they came, those of one session one after another, and no more
 * than may be held.
 */
import type { CloseJob, Job, ProgramJob } from "./job.ts";
import type { Session } from "./sessions.ts";

/** Bounds of what waits. */
export interface QueueBounds {
  readonly jobs: number;
  /** Of all their sizes together. One job is taken in any case. */
  readonly size: number;
}

/** All that waits. */
export class Queue {
  readonly #bounds: QueueBounds;
  /** Programs that wait for nothing but a free worker, and closes that wait for nothing. */
  readonly #programs: ProgramJob[] = [];
  readonly #closes: CloseJob[] = [];
  /** Programs that were not allowed to begin: older than all in `#programs`, and not looked at again before `reconsider`. */
  readonly #refused: ProgramJob[] = [];
  /** What waits for another job of its session. A session has an entry while one of its jobs runs. */
  readonly #bySession = new Map<Session, Job[]>();
  #count = 0;
  #size = 0;

  constructor(bounds: QueueBounds) {
    this.#bounds = bounds;
  }

  /** How many jobs wait. */
  get count(): number {
    return this.#count;
  }

  /** Whether a job of that size is one too many. */
  isFull(size: number): boolean {
    if (this.#count === 0) return false;
    return this.#count >= this.#bounds.jobs || this.#size + size > this.#bounds.size;
  }

  /** Adds a job. */
  add(job: Job): void {
    this.#count++;
    this.#size += job.size;
    const { session } = job;
    const others = session === null ? undefined : this.#bySession.get(session);
    if (others !== undefined) {
      others.push(job);
      return;
    }
    if (session !== null) this.#bySession.set(session, []);
    this.#makeReady(job);
  }

  /**
   * Takes the first program that `mayBegin` allows; null where there is none. Its session is its own until it is `finish`ed. Those
   * before it, which were refused, wait for `reconsider`: to look at all of them each time would take seconds in a full queue.
   */
  takeProgram(mayBegin: (job: ProgramJob) => boolean): ProgramJob | null {
    const at = this.#programs.findIndex(mayBegin);
    const refused = this.#programs.splice(0, at < 0 ? this.#programs.length : at);
    this.#refused.push(...refused);
    return at < 0 ? null : this.#begin(this.#programs.shift()!);
  }

  /** Lets programs that were refused be looked at again, in their order. */
  reconsider(): void {
    this.#programs.unshift(...this.#refused.splice(0));
  }

  /** Takes the first close that waits for nothing; null where there is none. */
  takeClose(): CloseJob | null {
    const job = this.#closes.shift();
    return job === undefined ? null : this.#begin(job);
  }

  /** A job that was taken is over: the next job of its session may run. */
  finish({ session }: Job): void {
    if (session === null) return;
    const next = this.#bySession.get(session)?.shift();
    if (next === undefined) this.#bySession.delete(session);
    else this.#makeReady(next);
  }

  /** Removes a job that has not begun, and never will: where it had its turn, the next of its session has it now. */
  remove(job: Job): void {
    this.#discount(job);
    for (const ready of [this.#programs, this.#refused, this.#closes] as Job[][]) {
      const at = ready.indexOf(job);
      if (at < 0) continue;
      ready.splice(at, 1);
      return this.finish(job);
    }
    const others = this.#bySession.get(job.session!)!;
    others.splice(others.indexOf(job), 1);
  }

  #makeReady(job: Job): void {
    if (job.kind === "program") this.#programs.push(job);
    else this.#closes.push(job);
  }

  #begin<Begun extends Job>(job: Begun): Begun {
    job.hasBegun = true;
    this.#discount(job);
    return job;
  }

  #discount(job: Job): void {
    this.#count--;
    this.#size -= job.size;
  }
}
