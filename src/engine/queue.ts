/**
 * TRUSTED. Jobs that wait for their turn: clients in turn, the jobs of each in the order in which they came, those of one session one
 * after another, and no more than may be held.
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
  /** Programs that wait for nothing but a free worker, by client: the one whose turn is next comes first. */
  readonly #programs = new Map<string, ProgramJob[]>();
  /** Closes that wait for nothing. */
  readonly #closes: CloseJob[] = [];
  /** Programs that were not allowed to begin: older than all in `#programs`, and not looked at again before `reconsider`. */
  readonly #refused = new Map<string, ProgramJob[]>();
  /** How much of what waits is each client's. */
  readonly #shares = new Map<string, { count: number; size: number }>();
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

  /** Whether a job of that size is one too many: of all, or, of a client with a name, more than its half. */
  isFull(size: number, client: string): boolean {
    const { jobs, size: bytes } = this.#bounds;
    const isTooMuch = (count: number, held: number, part: number) =>
      count > 0 && (count >= jobs / part || held + size > bytes / part);
    if (isTooMuch(this.#count, this.#size, 1)) return true;
    const share = client === "" ? undefined : this.#shares.get(client);
    return share !== undefined && isTooMuch(share.count, share.size, 2);
  }

  /** Adds a job. */
  add(job: Job): void {
    this.#count++;
    this.#size += job.size;
    const share = this.#shares.get(job.client) ?? { count: 0, size: 0 };
    this.#shares.set(job.client, { count: share.count + 1, size: share.size + job.size });
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
   * Takes the first program that `mayBegin` allows, of the client whose turn it is; null where there is none. Its session is its own until
   * it is `finish`ed. Those before it, which were refused, wait for `reconsider`: to look at all of them each time would take seconds in
   * a full queue.
   */
  takeProgram(mayBegin: (job: ProgramJob) => boolean): ProgramJob | null {
    for (const [client, programs] of this.#programs) {
      const at = programs.findIndex(mayBegin);
      append(this.#refused, client, programs.splice(0, at < 0 ? programs.length : at));
      const job = programs.shift();
      this.#programs.delete(client);
      // The others have their turns before its next one.
      append(this.#programs, client, programs);
      if (job !== undefined) return this.#begin(job);
    }
    return null;
  }

  /** Lets programs that were refused be looked at again, in their order. */
  reconsider(): void {
    for (const [client, programs] of this.#refused) {
      const others = this.#programs.get(client);
      if (others === undefined) this.#programs.set(client, programs);
      else others.unshift(...programs);
    }
    this.#refused.clear();
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
    const { client } = job;
    const lists = [this.#programs.get(client), this.#refused.get(client), this.#closes];
    for (const ready of lists as (Job[] | undefined)[]) {
      const at = ready?.indexOf(job) ?? -1;
      if (at < 0) continue;
      ready!.splice(at, 1);
      return this.finish(job);
    }
    const others = this.#bySession.get(job.session!)!;
    others.splice(others.indexOf(job), 1);
  }

  #makeReady(job: Job): void {
    if (job.kind === "program") append(this.#programs, job.client, [job]);
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
    const share = this.#shares.get(job.client)!;
    if (share.count === 1) this.#shares.delete(job.client);
    else this.#shares.set(job.client, { count: share.count - 1, size: share.size - job.size });
  }
}

function append(lists: Map<string, ProgramJob[]>, client: string, jobs: ProgramJob[]): void {
  if (jobs.length === 0) return;
  const others = lists.get(client);
  if (others === undefined) lists.set(client, jobs);
  else others.push(...jobs);
}
