/**
 * TRUSTED. Jails that have booted, walls included, and wait for a program: taken when one is needed, and replaced in the
 * background.
 */
import { type JailCommand, JailProcess } from "../host/jail_process.ts";
import { JailLink } from "../host/jail_link.ts";

/**
 * How long to wait before another spare is booted where one did not boot, or did not live until it was needed, in milliseconds:
 * doubled each time up to the longest.
 */
const RETRY_MS = { first: 100, longest: 5000 } as const;

/** How long after a jail was taken another is begun in its place, in milliseconds, if it has not ended by then. */
const REFILL_MS = 20;

/** How many boots may fail before a caller is told. Nothing has run in them: one that somebody killed is no reason to give up. */
const TRIES = 2;

/** A caller that waits for a jail. */
interface Waiter extends PromiseWithResolvers<JailLink> {
  failures: number;
}

/** What a pool is made of. */
export interface PoolOptions {
  readonly command: JailCommand;
  /** How many jails are to wait. */
  readonly spares: number;
  /** How many may boot at this moment, so that what runs is not slowed. At least one boots in any case. */
  readonly mostBoots: () => number;
  /** Whether the machine has the memory for one more that no program waits for. */
  readonly hasRoom: () => boolean;
}

/** Jails in which nothing has run. Disposing of the pool kills those that nobody has taken. */
export class JailPool implements AsyncDisposable {
  readonly #options: PoolOptions;
  readonly #ready: JailLink[] = [];
  readonly #booting = new Set<JailLink>();
  readonly #waiters: Waiter[] = [];
  /** Starts and ends of jails that are under way. */
  readonly #tasks = new Set<Promise<void>>();
  #retryMs: number = RETRY_MS.first;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #later: ReturnType<typeof setTimeout> | undefined;
  #isOpen = true;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.refill();
  }

  /** How many jails wait. */
  get ready(): number {
    return this.#ready.length;
  }

  /**
   * A jail in which nothing has run, as soon as there is one. It is the caller's, who gives it back with `end`.
   *
   * @throws {InternalError} where those that were started for this did not boot.
   */
  take(): Promise<JailLink> {
    let link = this.#ready.shift();
    // It was killed from outside, and its streams have not reported that yet.
    for (; link?.process.hasEnded; link = this.#ready.shift()) this.end(link);
    const waiter = { ...Promise.withResolvers<JailLink>(), failures: 0 };
    if (link === undefined) {
      this.#waiters.push(waiter);
      this.refill();
    } else {
      // Nothing happens unless somebody outside has stopped it while it waited.
      link.process.resume();
      this.#hand(link, waiter);
      // Starting a process takes this host longer than many programs take: that comes after the answer.
      this.#later ??= setTimeout(() => {
        this.#later = undefined;
        this.refill();
      }, REFILL_MS);
    }
    return waiter.promise;
  }

  /** Gives a jail back that was taken, and in which still nothing has run. */
  giveBack(link: JailLink): void {
    this.#give(link);
  }

  /** Kills and reaps a jail that was taken; what it held is free for another. */
  end(link: JailLink): void {
    this.#track(link.process[Symbol.asyncDispose]());
  }

  /** Boots what is missing, as far as it may at this moment. */
  refill(): void {
    while (this.#isOpen && this.#booting.size < Math.max(1, this.#options.mostBoots())) {
      // A caller waits for these: neither a retry that is due later nor a lack of memory holds them up.
      const isNeeded = this.#waiters.length > this.#booting.size;
      const missing = this.#waiters.length + this.#options.spares - this.#ready.length;
      const isSpare = missing > this.#booting.size && this.#retry === undefined &&
        this.#options.hasRoom();
      if (!isNeeded && !isSpare) return;
      try {
        const link = new JailLink(new JailProcess(this.#options.command));
        this.#booting.add(link);
        this.#track(this.#boot(link));
      } catch (error) {
        // No more processes, or no memory for one.
        return this.#failed(error);
      }
    }
  }

  #track(task: Promise<void>): void {
    const tracked: Promise<void> = task.finally(() => {
      this.#tasks.delete(tracked);
      this.refill();
    });
    this.#tasks.add(tracked);
  }

  async #boot(link: JailLink): Promise<void> {
    try {
      await link.booted();
      this.#booting.delete(link);
      this.#give(link);
    } catch (error) {
      this.#booting.delete(link);
      this.end(link);
      this.#failed(error);
    }
  }

  #hand(link: JailLink, waiter: Waiter): void {
    this.#retryMs = RETRY_MS.first;
    waiter.resolve(link);
  }

  #give(link: JailLink): void {
    if (!this.#isOpen) return this.end(link);
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) return this.#hand(link, waiter);
    this.#ready.push(link);
    // It was sent nothing: one that speaks, or ends, has been tampered with or killed.
    link.stirred().catch(() => {}).then(() => {
      const at = this.#ready.indexOf(link);
      if (at < 0) return;
      this.#ready.splice(at, 1);
      this.#postpone();
      this.end(link);
    });
  }

  #failed(error: unknown): void {
    // Another one that boots is as good for whoever waits.
    if (this.#waiters.length > this.#booting.size) {
      const first = this.#waiters[0]!;
      if (++first.failures >= TRIES) this.#waiters.shift()!.reject(error);
    }
    this.#postpone();
  }

  /** Lets some time pass before the next spare is booted: what has failed is likely to fail again. */
  #postpone(): void {
    if (this.#retry !== undefined || !this.#isOpen) return;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.refill();
    }, this.#retryMs);
    this.#retryMs = Math.min(2 * this.#retryMs, RETRY_MS.longest);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOpen = false;
    clearTimeout(this.#retry);
    clearTimeout(this.#later);
    for (const link of this.#ready.splice(0)) this.end(link);
    // A boot that is given up fails, and ends its jail by itself.
    for (const link of this.#booting) link.process.kill();
    while (this.#tasks.size > 0) await Promise.allSettled(this.#tasks);
  }
}
