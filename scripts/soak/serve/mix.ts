/** Thousands of requests of all kinds, in an order that the seed decides. */
import type { Random } from "../../fuzz/random.ts";
import { type Answer, differences, type Exchange, shown, wasKilled } from "./exchange.ts";
import { program } from "./programs.ts";
import { refusal } from "./refusals.ts";
import type { CountingSessions } from "./sessions.ts";

/** An exchange without its id. */
type Ask = Pick<Exchange, "name" | "faults"> & { readonly request: Answer };

/**
 * Makes `count` exchanges.
 *
 * @param fresh about how many of them use a fresh interpreter.
 */
export function mix(
  count: number,
  fresh: number,
  sessions: CountingSessions,
  random: Random,
): Exchange[] {
  const mixed: Exchange[] = [];
  let freshLeft = fresh;
  while (mixed.length < count) {
    const n = mixed.length;
    const left = count - n;
    if (random.below(left) < freshLeft) {
      freshLeft--;
      mixed.push(...takesInterpreter(n, sessions, random));
    } else if (random.below(4) === 0) {
      mixed.push(refusal(n, random, `${n}`));
    } else if (random.below(20) === 0) {
      mixed.push(withId(n, sessions.cancelled(random)), cancelOf(n));
    } else {
      mixed.push(withId(n, sessions.lasting(n, random)));
    }
  }
  return mixed;
}

function takesInterpreter(n: number, sessions: CountingSessions, random: Random): Exchange[] {
  switch (random.below(10)) {
    case 0:
      return [withId(n, sessions.ending(random))];
    case 1:
      return [withId(n, sessions.closing(random))];
    case 2:
      return cancelled(n);
    default: {
      const asked = excused(program(n, random));
      if (asked.request.stream === true || random.oneIn(2)) return [withId(n, asked)];
      return [{ ...asked, id: null, line: JSON.stringify(asked.request) }];
    }
  }
}

/** The exchange for a request that is identified by its number. */
export function withId(n: number | string, { name, request, faults }: Ask): Exchange {
  const id = `${n}`;
  return { name, id, line: JSON.stringify({ ...request, id }), faults };
}

/** A program that never ends, and its cancel. */
function cancelled(n: number): Exchange[] {
  const faults = (answer: Answer) =>
    differences(answer, { status: "cancelled", exitCode: 130, error: "cancelled" });
  return [
    withId(n, excused({ name: "cancelled", request: { code: "while True: pass" }, faults })),
    cancelOf(n),
  ];
}

function cancelOf(n: number): Exchange {
  return withId(`${n} cancel`, {
    name: "cancel",
    request: { cancel: `${n}` },
    // It may be over by then.
    faults: (answer) => typeof answer.cancelled === "boolean" ? [] : [shown(answer)],
  });
}

/** A request whose jail was killed from outside cannot succeed. Whoever kills counts the kills. */
function excused(asked: Ask): Ask {
  return {
    ...asked,
    faults: (answer, streamed) => wasKilled(answer) ? [] : asked.faults(answer, streamed),
  };
}
