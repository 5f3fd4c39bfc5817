/**
 * TRUSTED. Jails by forking, as long as that works: starts the process that makes them when the first is wanted, replaces one that fails,
 * and gives up where it keeps failing. Whoever wants a jail then boots one.
 */
import { InternalError, messageOf } from "../../core/errors.ts";
import { JailLink } from "../jail_link.ts";
import type { JailCommand } from "../jail_process.ts";
import { ForkParent, type Watcher } from "./fork_parent.ts";
import { Poller } from "./poller.ts";
import { openSystem } from "./system.ts";

/** How long a fork may take, and how long it may take then to build its walls, in milliseconds: far more than they need. */
const ANSWER_MS = 5_000;
const HELLO_MS = 5_000;

/** How often a fork is tried before its maker is not trusted any more. */
const TRIES = 2;

/** How many makers may fail, one after the other and without a jail between, until there is no other. */
const MOST_FAILURES = 3;

/** How long to wait before another maker is started where there was none to be had, in milliseconds: no process, or no memory. */
const RETRY_MS = 1_000;

/** What can be expected of forking at this moment. */
export type Readiness = "ready" | "starting" | "off";

/** What became of forking. */
export interface ForkCounts {
  /** Jails that were made so. */
  readonly made: number;
  /** Jails that were begun, and ended before they could take a program. */
  readonly failed: number;
  /** Processes that were started to make them. */
  readonly parents: number;
}

/** How long things may take, in milliseconds; what is left out is as it should be. */
export interface ForkTimes {
  /** A fork. */
  readonly answerMs?: number;
  /** The wait before another maker is started, where none could be. */
  readonly retryMs?: number;
}

/** Makes jails by forking. Disposing of it ends the process that makes them; the jails are their owners'. */
export class Forks implements AsyncDisposable {
  readonly #command: JailCommand;
  readonly #answerMs: number;
  readonly #retryMs: number;
  readonly #watcher: Watcher | null;
  #onChange: () => void = () => {};
  #parent: ForkParent | null = null;
  readonly #ending = new Set<Promise<void>>();
  readonly #counts = { made: 0, failed: 0, parents: 0 };
  #failures = 0;
  #whyNot: string | null = null;
  #lastFault: string | null = null;
  #isOpen = true;
  #retry: ReturnType<typeof setTimeout> | undefined;

  /** @param command starts the process that makes jails. */
  constructor(command: JailCommand, { answerMs, retryMs }: ForkTimes = {}) {
    this.#command = command;
    this.#answerMs = answerMs ?? ANSWER_MS;
    this.#retryMs = retryMs ?? RETRY_MS;
    const system = openSystem();
    this.#watcher = system === null ? null : { system, poller: new Poller(system) };
    if (system === null) this.#whyNot = "this system cannot fork jails";
  }

  /** Calls `listener` when what `prepare` says may have changed. */
  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  get counts(): ForkCounts {
    return { ...this.#counts };
  }

  /** Why the last process that made jails failed; null where none has. */
  get lastFault(): string | null {
    return this.#lastFault;
  }

  /** Why jails are not made so any more; null where they are. */
  get whyNot(): string | null {
    return this.#whyNot;
  }

  /** Whether a jail can be made now. */
  get readiness(): Readiness {
    if (this.#whyNot !== null || !this.#isOpen) return "off";
    return this.#parent?.isReady ? "ready" : "starting";
  }

  /** The same; where none can be made yet, this begins what that takes. */
  prepare(): Readiness {
    const isWaiting = this.#parent !== null || this.#retry !== undefined;
    if (!isWaiting && this.readiness !== "off") this.#begin(this.#watcher!);
    return this.readiness;
  }

  /**
   * Makes a jail that has booted.
   *
   * @throws {InternalError} where that fails more than once.
   */
  async make(): Promise<JailLink> {
    let last: unknown = new InternalError("there is nothing to make jails from");
    for (let made = 0; made < TRIES; made++) {
      const parent = this.#parent;
      if (parent === null || !parent.isReady) throw last;
      try {
        const link = await this.#fork(parent);
        this.#counts.made++;
        this.#failures = 0;
        return link;
      } catch (error) {
        this.#counts.failed++;
        last = error;
      }
      if (made === TRIES - 1) this.#discard(parent, messageOf(last));
    }
    throw last;
  }

  async #fork(parent: ForkParent): Promise<JailLink> {
    const jail = await parent.fork();
    const link = new JailLink(jail);
    try {
      await link.booted(HELLO_MS);
      return link;
    } catch (error) {
      this.#track(jail[Symbol.asyncDispose]());
      throw error;
    }
  }

  #begin(watcher: Watcher): void {
    try {
      const parent = this.#parent = new ForkParent(this.#command, watcher, this.#answerMs);
      this.#counts.parents++;
      parent.ready.then(
        () => this.#onChange(),
        (error) => this.#discard(parent, messageOf(error)),
      );
      parent.ended.then((why) => this.#discard(parent, why));
    } catch (error) {
      this.#fail(messageOf(error));
      this.#retry = setTimeout(() => {
        this.#retry = undefined;
        this.#onChange();
      }, this.#retryMs);
    }
  }

  #discard(parent: ForkParent, why: string): void {
    if (this.#parent !== parent) return;
    this.#parent = null;
    this.#track(parent[Symbol.asyncDispose]());
    this.#fail(why);
    this.#onChange();
  }

  #fail(why: string): void {
    this.#lastFault = why;
    if (++this.#failures >= MOST_FAILURES) this.#whyNot = why;
  }

  #track(task: Promise<void>): void {
    this.#ending.add(task);
    task.finally(() => this.#ending.delete(task));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOpen = false;
    clearTimeout(this.#retry);
    const parent = this.#parent;
    this.#parent = null;
    if (parent !== null) this.#track(parent[Symbol.asyncDispose]());
    while (this.#ending.size > 0) await Promise.allSettled(this.#ending);
    await this.#watcher?.poller[Symbol.asyncDispose]();
  }
}
