/** TRUSTED. One request that takes its turn, from the moment it was read to the moment it is answered. */
import type { Reason } from "../host/reason.ts";
import type { Place } from "./order.ts";
import type { CloseAsk, RunAsk } from "./request.ts";
import type { Session } from "./sessions.ts";

/** A request that has been accepted: it will be answered, once. */
export interface Job<Ask extends RunAsk | CloseAsk = RunAsk | CloseAsk> {
  readonly ask: Ask;
  /** Its session; null where it asks for none. */
  readonly session: Session | null;
  /** Length of its line. */
  readonly length: number;
  /** Its turn to be answered; null where its id tells its answer from others. */
  readonly place: Place | null;
  /** Whether its turn has come. */
  hasBegun: boolean;
  /** Why it is to end before its time; null while nobody asked. */
  stopReason: Reason | null;
  /** Passes a reason on to what runs; null while nothing does. */
  stop: ((reason: Reason) => void) | null;
}

/** Whether a job is a program. */
export function isRun(job: Job): job is Job<RunAsk> {
  return job.ask.kind === "run";
}

/** Asks a job that has begun to end: the supervisor of its program hears of it, now or when there is one. */
export function stopJob(job: Job, reason: Reason): void {
  job.stopReason ??= reason;
  job.stop?.(reason);
}
