/**
 * TRUSTED. Jails that have booted, walls included, and wait for a program: taken when one is needed, and replaced in the
 * background.
 */
import { InternalError } from "../core/errors.ts";
import { type JailCommand, SpawnedJail } from "../host/jail_process.ts";
import type { Forks, Readiness } from "../host/forks/forks.ts";
import { JailLink } from "../host/jail_link.ts";
import { ForkUse } from "./fork_use.ts";

/**
 * How long to wait before another spare is booted where one did not boot, or did not live until it was needed, in milliseconds:
 * doubled each time up to the longest.
 */
const RETRY_MS = { first: 100, longest: 5000 } as const;

/** How long after a jail was taken another is begun in its place, in milliseconds, if it has not ended by then. */
const REFILL_MS = 20;

/** How long after its hello a jail that waits may go on computing, in milliseconds: its warm-up takes a part of that. */
const WARM_UP_MS = 10_000;

/** How many boots may fail before a caller is told. Nothing has run in them: one that somebody killed is no reason to give up. */
const TRIES = 2;

/** A caller that waits for a jail. */
interface Waiter extends PromiseWithResolvers<JailLink> {
  failures: number;
}

/** How interpreters are made, and how many were, since the start. */
export interface JailMakes {
  /** Whether forking works: `off` where this system has no such thing, or it kept failing. Then all are booted. */
  readonly forking: Readiness;
  readonly forked: number;
  readonly booted: number;
  /** Forks that were begun, and ended before they could take a program: others were made in their places. */
  readonly failed: number;
}

/** A jail that is being made: its process, as soon as that is known. */
interface Birth {
  link: JailLink | null;
}

/** What a pool is made of. */
export interface PoolOptions {
  /** Boots a jail. */
  readonly command: JailCommand;
  /** Makes jails at much less cost, as long as that works; null where they are always booted. The pool disposes of it. */
  readonly forks?: Forks | null;
  /** How long a jail waits until it is worth to fork others, in milliseconds. */
  readonly stayingMs?: number;
  /** How long a jail that waits may warm up before it is stopped until somebody takes it, in milliseconds. */
  readonly warmUpMs?: number;
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
  readonly #forks: ForkUse;
  readonly #ready: JailLink[] = [];
  /** What will stop those. */
  readonly #stops = new Map<JailLink, ReturnType<typeof setTimeout>>();
  /** Jails that are being made; null where there is no process yet. */
  readonly #booting = new Set<Birth>();
  #booted = 0;
  readonly #waiters: Waiter[] = [];
  /** Starts and ends of jails that are under way. */
  readonly #tasks = new Set<Promise<void>>();
  #retryMs: number = RETRY_MS.first;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #later: ReturnType<typeof setTimeout> | undefined;
  #isUsed = false;
  #isOpen = true;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#forks = new ForkUse(options.forks ?? null, () => this.refill(), options.stayingMs);
    this.refill();
  }

  /** How the jails were made so far. */
  get makes(): JailMakes {
    const { forks } = this.#options;
    const { made, failed } = forks?.counts ?? { made: 0, failed: 0 };
    return { forking: forks?.readiness ?? "off", forked: made, booted: this.#booted, failed };
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
    this.#forks.asked();
    // Many an engine ends when it has run one program: it need not boot what nobody takes.
    if (!this.#isUsed) this.#postpone();
    this.#isUsed = true;
    let link = this.#takeReady();
    // It was killed from outside, and its streams have not reported that yet.
    for (; link?.process.hasEnded; link = this.#takeReady()) this.end(link);
    const waiter = { ...Promise.withResolvers<JailLink>(), failures: 0 };
    if (link === undefined) {
      this.#waiters.push(waiter);
      this.refill();
    } else {
      // Where it has not been stopped while it waited, nothing happens.
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
    if (!this.#isOpen) return;
    const forking = this.#forks.prepare();
    while (this.#booting.size < Math.max(1, this.#options.mostBoots())) {
      // A caller waits for these: neither a retry that is due later nor a lack of memory holds them up.
      const isNeeded = this.#waiters.length > this.#booting.size;
      const missing = this.#waiters.length + this.#options.spares - this.#ready.length;
      const isSpare = missing > this.#booting.size && this.#retry === undefined &&
        this.#options.hasRoom();
      if (!isNeeded && !isSpare) return;
      // Whoever waits, and whoever comes first, is served sooner by a jail that boots; for the rest it is worth the wait.
      const isFirst = this.#ready.length + this.#booting.size === 0;
      if (forking === "starting" && !isNeeded && !isFirst) return;
      const birth: Birth = { link: null };
      this.#booting.add(birth);
      this.#track(this.#make(birth, forking === "ready"));
    }
  }

  #track(task: Promise<void>): void {
    const tracked: Promise<void> = task.finally(() => {
      this.#tasks.delete(tracked);
      this.refill();
    });
    this.#tasks.add(tracked);
  }

  async #make(birth: Birth, forks: boolean): Promise<void> {
    try {
      const link = forks ? await this.#fork(birth) : await this.#boot(birth);
      this.#booting.delete(birth);
      this.#give(link);
    } catch (error) {
      this.#booting.delete(birth);
      if (birth.link !== null) this.end(birth.link);
      this.#failed(error);
    }
  }

  async #fork(birth: Birth): Promise<JailLink> {
    try {
      return await this.#options.forks!.make();
    } catch {
      // It is counted, and costs nobody an answer.
      return await this.#boot(birth);
    }
  }

  async #boot(birth: Birth): Promise<JailLink> {
    if (!this.#isOpen) throw new InternalError("the pool is closed");
    // This throws where there are no more processes, or no memory for one.
    const link = birth.link = new JailLink(new SpawnedJail(this.#options.command));
    await link.booted();
    this.#booted++;
    return link;
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
    this.#forks.waits();
    // A program that has made its environment's memory may have it compute without end: there is no limit before a request.
    const { warmUpMs = WARM_UP_MS } = this.#options;
    this.#stops.set(link, setTimeout(() => link.process.pause(), warmUpMs));
    // It was sent nothing: one that speaks, or ends, has been tampered with or killed.
    link.stirred().catch(() => {}).then(() => {
      const at = this.#ready.indexOf(link);
      if (at < 0) return;
      this.#takeReady(at);
      this.#postpone();
      this.end(link);
    });
  }

  /** One that waits no more. */
  #takeReady(at = 0): JailLink | undefined {
    const [link] = this.#ready.splice(at, 1);
    if (link === undefined) return undefined;
    clearTimeout(this.#stops.get(link));
    this.#stops.delete(link);
    return link;
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
    this.#forks[Symbol.dispose]();
    for (let link = this.#takeReady(); link !== undefined; link = this.#takeReady()) this.end(link);
    // A boot that is given up fails, and ends its jail by itself.
    for (const { link } of this.#booting) link?.process.kill();
    while (this.#tasks.size > 0) await Promise.allSettled(this.#tasks);
    await this.#options.forks?.[Symbol.asyncDispose]();
  }
}
