/** Jobs for tests of what holds them, without a server. */
import type { Job } from "../../src/serve/job.ts";
import type { CloseAsk, RunAsk } from "../../src/serve/request.ts";
import { ask, run } from "./requests.ts";

/** A program that waits, in a session or in none. */
export function runJob(id: string, session?: string, length = 10): Job<RunAsk> {
  return job(run({ id, ...(session === undefined ? {} : { session }) }), length);
}

/** A session's close that waits. */
export function closeJob(id: string, session: string): Job<CloseAsk> {
  return job(ask({ close: session, id }) as CloseAsk, 10);
}

function job<Ask extends RunAsk | CloseAsk>(ask: Ask, length: number): Job<Ask> {
  return {
    ask,
    session: null,
    length,
    place: null,
    hasBegun: false,
    stopReason: null,
    stop: null,
  };
}
