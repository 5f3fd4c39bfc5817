/** Requests of sessions that count their requests: each answer must have the next number, until the session ends. */
import type { Random } from "../../fuzz/random.ts";
import { type Answer, differences, type Exchange, wasKilled } from "./exchange.ts";

/** What is known of a session when an answer comes. */
interface State {
  count: number;
  /** How many stopped requests may have counted without reporting it. */
  unsaid: number;
  /** Whether the session should exist. */
  isOpen: boolean;
  /** Whether the next answer must report that the session was lost. */
  isLost: boolean;
}

type Ask = Pick<Exchange, "name" | "faults"> & { readonly request: Answer };

const COUNT = "count = globals().get('count', 0) + 1\n";

/** The sessions of one server. Their requests have ids, and the answers come in the order of the requests. */
export class CountingSessions {
  readonly #states = new Map<string, State>();
  /** How many sessions were lost that were not ended here. */
  unexplained = 0;

  /** @param count how many there are. */
  constructor(count: number) {
    for (let at = 0; at < count; at++) {
      this.#states.set(`session ${at}`, { count: 0, unsaid: 0, isOpen: false, isLost: false });
    }
  }

  /** A request that leaves its session as it is, except for its count. */
  lasting(n: number, random: Random): Ask {
    const [session, state] = this.#pick(random);
    const kind = random.below(8);
    const code = kind === 0
      ? `${COUNT}raise ValueError(count)`
      : kind === 1
      ? `${COUNT}print(count, ${n})`
      : `${COUNT}count`;
    const faults = (answer: Answer) =>
      this.#faults(
        state,
        answer,
        (count) =>
          kind === 0
            ? { status: "error", exitCode: 1, error: `ValueError: ${count}` }
            : kind === 1
            ? { status: "ok", stdout: `${count} ${n}\n` }
            : { status: "ok", output: count, stdout: "" },
      );
    return { name: "session", request: { code, session }, faults };
  }

  /** A request that is cancelled at once: it may have begun by then, or not, or be over. */
  cancelled(random: Random): Ask {
    const [session, state] = this.#pick(random);
    const request = { code: `${COUNT}count`, session };
    const faults = (answer: Answer) => {
      if (answer.status !== "cancelled") {
        return this.#faults(state, answer, (count) => ({ status: "ok", output: count }));
      }
      // A request that never began reports nothing.
      if (answer.sessionLost === true) this.#isTold(state, answer);
      state.unsaid++;
      if (answer.sessionEnded === true) Object.assign(state, { isLost: true, isOpen: false });
      // One that began has opened its session, and left it open.
      else if ((answer.stats as { wallMs: number }).wallMs > 0) state.isOpen = true;
      return differences(answer, { exitCode: 130, error: "cancelled" });
    };
    return { name: "cancelled in a session", request, faults };
  }

  /** A request that ends its session. */
  ending(random: Random): Ask {
    const [session, state] = this.#pick(random);
    const [code, members, expected] = random.pick<readonly [string, Answer, Answer]>([
      ["while True: pass", { timeout: 200 }, { status: "timeout", exitCode: 124 }],
      ["while True: print('x' * 999)", { maxOutput: 5000 }, { status: "output", exitCode: 153 }],
      ["import os; os._exit(7)", {}, { status: "error", exitCode: 7 }],
      ["bytearray(1 << 30)", {}, { status: "memory", exitCode: 137 }],
    ]);
    const faults = (answer: Answer) => {
      const found = this.#faults(state, answer, () => ({ ...expected, sessionEnded: true }));
      state.isOpen = false;
      state.isLost = true;
      return found;
    };
    return { name: "session's end", request: { code, session, ...members }, faults };
  }

  /** A request that closes one. */
  closing(random: Random): Ask {
    return this.#close(...this.#pick(random));
  }

  /** Requests that close all sessions. */
  closingAll(): Ask[] {
    return [...this.#states].map(([session, state]) => this.#close(session, state));
  }

  #close(session: string, state: State): Ask {
    const faults = (answer: Answer) => {
      const { isOpen } = state;
      Object.assign(state, { count: 0, unsaid: 0, isOpen: false, isLost: false });
      if (isOpen && answer.closed === false) this.unexplained++;
      else return differences(answer, { closed: isOpen });
      return [];
    };
    return { name: "close", request: { close: session }, faults };
  }

  #pick(random: Random): [string, State] {
    return random.pick([...this.#states]);
  }

  #faults(state: State, answer: Answer, expect: (count: number) => Answer): string[] {
    const untold = this.#isTold(state, answer) ? [] : ["the loss of the session was not told"];
    if (wasKilled(answer)) {
      Object.assign(state, { isLost: true, isOpen: false });
      return [...untold, ...differences(answer, { sessionEnded: true })];
    }
    const first = state.count + 1;
    const counts = Array.from({ length: state.unsaid + 1 }, (_, more) => first + more);
    const wrong = counts.map((count) => differences(answer, expect(count)));
    const right = wrong.findIndex((found) => found.length === 0);
    Object.assign(state, { count: first + Math.max(0, right), unsaid: 0, isOpen: true });
    return [...untold, ...right < 0 ? wrong[0]! : []];
  }

  /** Takes in what an answer reports of a loss; false if it should have reported one. */
  #isTold(state: State, answer: Answer): boolean {
    const isTold = answer.sessionLost === true;
    const { isLost } = state;
    if (isTold && !isLost) this.unexplained++;
    if (isTold) Object.assign(state, { count: 0, unsaid: 0 });
    state.isLost = false;
    return isTold || !isLost;
  }
}
