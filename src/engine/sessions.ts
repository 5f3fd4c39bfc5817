/**
 * TRUSTED. Sessions: jails that keep what their programs leave, from program to program. Between two programs a jail is
 * stopped, so that nothing in it computes outside of a limit.
 */
import type { JailLink } from "../host/jail_link.ts";

/** How long after its last program a jail is stopped, in milliseconds: stopping at once would slow a quick succession of programs. */
const STOP_MS = 100;

/** How many names of lost sessions are kept. */
const MOST_LOST = 10_000;

/** One session. */
export interface Session {
  readonly name: string;
  /** Its jail; null where it has none yet, or no more. */
  link: JailLink | null;
  /** What its first program set. */
  maxHeapBytes: number;
  /** Whether the last program had an input, of which something may be left. */
  hadInput: boolean;
  /** Whether its state is gone, and no result has said so yet. */
  isLost: boolean;
  /** Jobs that wait, run, or are about to close it. */
  pending: number;
  /** When its last program ended, by `performance.now()`. */
  idleSince: number;
  /** How many programs have begun. */
  begun: number;
  isStopped: boolean;
  /** Whether its program waits for the answer to a call. */
  isWaiting: boolean;
}

/** How sessions are kept. */
export interface SessionOptions {
  readonly most: number;
  /** How long a session may be idle, in milliseconds; null is for ever. */
  readonly idleMs: number | null;
  /** Ends a jail that is of no use any more. */
  readonly end: (link: JailLink) => void;
}

/** All sessions. Disposing of them ends their jails. */
export class Sessions implements Disposable {
  readonly #options: SessionOptions;
  readonly #byName = new Map<string, Session>();
  readonly #lost = new Set<string>();
  readonly #sweep: ReturnType<typeof setInterval>;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#sweep = setInterval(() => this.#sweepIdle(), STOP_MS);
  }

  get count(): number {
    return this.#byName.size;
  }

  /** The session of a job that was just accepted, new or not; null where there are too many. */
  enter(name: string): Session | null {
    let session = this.#byName.get(name);
    if (session === undefined) {
      if (this.#byName.size >= this.#options.most) return null;
      session = {
        name,
        link: null,
        maxHeapBytes: 0,
        hadInput: false,
        isLost: this.#lost.delete(name),
        pending: 0,
        idleSince: 0,
        begun: 0,
        isStopped: false,
        isWaiting: false,
      };
      this.#byName.set(name, session);
    }
    session.pending++;
    return session;
  }

  /** Whether a program of the session waits for the answer to a call: what comes now would wait for whoever is to give that. */
  isWaiting(name: string): boolean {
    return this.#byName.get(name)?.isWaiting === true;
  }

  /** A program begins: resumes the process of the session's jail, if it was stopped. */
  wake(session: Session): void {
    session.begun++;
    session.isStopped = false;
    session.link?.process.resume();
  }

  /** A program has ended, and its session's jail waits for the next. */
  rest(session: Session): void {
    session.idleSince = performance.now();
    const { link, begun } = session;
    // One that dies, or speaks without a program, is of no use. A program that has begun since then sees it itself.
    link?.stirred().catch(() => {}).then(() => {
      if (session.link === link && session.begun === begun) this.lose(session);
    });
  }

  /** The session's state is gone: its next program begins with nothing, and its result says so. */
  lose(session: Session): void {
    this.#end(session);
    session.isLost = true;
    if (session.pending === 0) this.#forget(session);
  }

  /** Ends the session on its user's request. False if it was not open. */
  close(session: Session): boolean {
    const was = session.link !== null;
    this.#end(session);
    session.isLost = false;
    return was;
  }

  /** The session that a job closes; null where there is none. That it was lost is forgotten. */
  enterToClose(name: string): Session | null {
    this.#lost.delete(name);
    return this.#byName.has(name) ? this.enter(name) : null;
  }

  /** A job has its result. */
  leave(session: Session): void {
    if (--session.pending === 0 && session.link === null) this.#forget(session);
  }

  #end(session: Session): void {
    if (session.link !== null) this.#options.end(session.link);
    session.link = null;
    session.isStopped = false;
  }

  #forget(session: Session): void {
    this.#byName.delete(session.name);
    if (!session.isLost) return;
    this.#lost.add(session.name);
    if (this.#lost.size > MOST_LOST) this.#lost.delete(this.#lost.values().next().value!);
  }

  #sweepIdle(): void {
    const now = performance.now();
    for (const session of this.#byName.values()) {
      if (session.pending > 0 || session.link === null) continue;
      const idleMs = now - session.idleSince;
      if (this.#options.idleMs !== null && idleMs >= this.#options.idleMs) this.lose(session);
      else if (idleMs >= STOP_MS && !session.isStopped) {
        session.isStopped = true;
        session.link.process.pause();
      }
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#sweep);
    for (const session of this.#byName.values()) this.#end(session);
    this.#byName.clear();
  }
}
