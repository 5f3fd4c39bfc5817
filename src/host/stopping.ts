/** TRUSTED. How a run is stopped for a reason: by an interrupt and a kill some time after it, or by a kill at once. */
import type { FirstReason, Reason } from "./reason.ts";

/** How long a program that has reached a limit has to print its traceback. */
const LIMIT_GRACE_MS = 250;

/**
 * The same for one that a person or client stops. No limit has to be kept then, and a busy machine should cost neither the traceback
 * nor the session.
 */
export const REQUEST_GRACE_MS = 2000;

/** What stops a jail. */
export interface Stops {
  /** Whether a program runs that can be interrupted. */
  readonly isRunning: () => boolean;
  readonly interrupt: () => void;
  readonly kill: () => void;
}

/** Whether a program that is stopped for this reason gets time to print its traceback, or to leave a state that is worth keeping. */
export function isGentle({ kind }: Reason, keep: boolean): boolean {
  return ["timeout", "cpu", "signal", "cancelled"].includes(kind) || keep && kind === "output";
}

/** Stops a jail when there is a reason, until it is disposed of. */
export function stopFor(reason: FirstReason, keep: boolean, stops: Stops): Disposable {
  const timers: ReturnType<typeof setTimeout>[] = [];
  let isOver = false;
  const killAfter = (milliseconds: number) => timers.push(setTimeout(stops.kill, milliseconds));
  reason.given.then((first) => {
    if (isOver) return;
    if (!stops.isRunning() || !isGentle(first, keep)) return stops.kill();
    stops.interrupt();
    const isRequest = first.kind === "cancelled" || first.kind === "signal";
    killAfter(isRequest ? REQUEST_GRACE_MS : LIMIT_GRACE_MS);
    if (!isRequest) return;
    // Its limits hold meanwhile: when one is reached, it gets no more time than others do.
    reason.givenAgain.then(() => {
      if (!isOver) killAfter(LIMIT_GRACE_MS);
    });
  });
  return {
    [Symbol.dispose]() {
      isOver = true;
      timers.forEach(clearTimeout);
    },
  };
}
