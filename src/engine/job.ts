/** TRUSTED. What an engine has accepted, from the moment it came to the moment its result is given. */
import type { Limits } from "../core/limits.ts";
import { REQUEST_GRACE_MS } from "../host/stopping.ts";
import type { CheckedProgram } from "./program.ts";
import type { ProgramCall } from "./program_call.ts";
import type { CloseResult, Result } from "./result.ts";
import type { Session } from "./sessions.ts";

/** How long a program that is stopped has to end by itself, in milliseconds. */
export const STOP_GRACE_MS = REQUEST_GRACE_MS;

/** Why what an engine does is to end before its time. */
export type StopReason =
  | { readonly kind: "cancelled" }
  | { readonly kind: "signal"; readonly signal: "SIGINT" | "SIGTERM" };

/**
 * Receives a program's output while it runs, in pieces that are whole characters. The program goes on writing when the promise
 * settles: a listener that is slow holds the program up, and nothing else.
 */
export type OutputListener = (stream: "stdout" | "stderr", text: string) => void | Promise<void>;

interface JobState {
  /** Whose it is; empty where nobody has said. */
  readonly client: string;
  /** What it takes of the bound of all that waits, in bytes. */
  readonly size: number;
  /** Whether it has left the queue. */
  hasBegun: boolean;
}

/** A program, with its session if it has one. */
export interface ProgramJob extends JobState {
  readonly kind: "program";
  readonly program: CheckedProgram;
  readonly session: Session | null;
  /** Within the engine's. */
  readonly limits: Limits;
  /** Whether the cap on memory was given for this program, and is not the engine's own. */
  readonly setsHeap: boolean;
  readonly onOutput: OutputListener | null;
  readonly onResult: (result: Result) => void;
  /** Receives the calls of its functions, each of which may wait so long, and of which there may be so many. */
  readonly onCall: (call: ProgramCall) => void;
  readonly callTimeoutMs: number;
  readonly maxCalls: number;
  /** Whether its user would take its output and its result now. */
  readonly mayBegin: () => boolean;
  /** Why it is to end; null if it was not stopped. */
  stopReason: StopReason | null;
  /** Passes a reason on to what runs; null while nothing does. */
  stop: ((reason: StopReason) => void) | null;
}

/** The end of a session, which is queued behind the session's earlier programs. */
export interface CloseJob extends JobState {
  readonly kind: "close";
  readonly session: Session;
  readonly onResult: (result: CloseResult) => void;
}

/** Anything that takes its turn. */
export type Job = ProgramJob | CloseJob;

/** Stops a program that has begun: its supervisor is notified, at once or when there is one. */
export function stopProgram(job: ProgramJob, reason: StopReason): void {
  job.stopReason ??= reason;
  job.stop?.(reason);
}
