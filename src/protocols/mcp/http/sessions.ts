/** TRUSTED. Sessions of the protocol's versions of 2025: no more than may be held, and none that nobody uses. */
import type { HttpSession } from "../sdk.ts";

/** How many there may be at once. */
const MOST = 1000;

/** How long one may be unused before it gives way to another, in milliseconds. */
const IDLE_MS = 60_000;

interface Held {
  readonly session: HttpSession;
  readonly principal: string;
  /** Requests that have no answer yet. */
  open: number;
  used: number;
}

/** All sessions, the one that was not used for the longest time first. */
export class HttpSessions {
  readonly #held = new Map<string, Held>();

  /** How many there are. */
  get count(): number {
    return this.#held.size;
  }

  /** Whether another may begin, for which an unused one is ended where there are too many. */
  makeRoom(): boolean {
    if (this.#held.size < MOST) return true;
    const now = performance.now();
    for (const [id, { open, used }] of this.#held) {
      if (open > 0 || now - used < IDLE_MS) continue;
      this.end(id);
      return true;
    }
    return false;
  }

  add(id: string, principal: string, session: HttpSession): void {
    this.#held.set(id, { session, principal, open: 0, used: performance.now() });
  }

  /** Uses a session of that principal's; null where there is none. */
  async use(
    id: string,
    principal: string,
    what: (session: HttpSession) => Promise<Response>,
  ): Promise<Response | null> {
    const held = this.#held.get(id);
    // Somebody else's is told of as if there were none.
    if (held === undefined || held.principal !== principal) return null;
    held.open++;
    try {
      return await what(held.session);
    } finally {
      held.open--;
      held.used = performance.now();
      if (this.#held.delete(id)) this.#held.set(id, held);
    }
  }

  /** Ends one. */
  end(id: string): void {
    const held = this.#held.get(id);
    this.#held.delete(id);
    held?.session.close().catch(() => {});
  }

  /** Ends all. */
  endAll(): void {
    for (const id of [...this.#held.keys()]) this.end(id);
  }
}
