/** The lines that a client gets: pure, each without its newline. */
import type { Limits } from "../core/limits.ts";
import type { ClaimedError, Outcome, WallReport } from "../core/outcome.ts";
import { type Captured, jsonLine } from "../report/json.ts";
import type { Id } from "./request_members.ts";

/** What became of a session, as the request that used it is told. */
export interface SessionNews {
  /** Whether an earlier state of it is gone because something ended it; this request began with a clean one. */
  readonly sessionLost: boolean;
  /** Whether this request was its end. */
  readonly sessionEnded: boolean;
}

/** How the server is. */
export interface Pong {
  readonly version: string;
  readonly python: string;
  /** The ceilings of every request. */
  readonly limits: Limits;
  /** As the last program found them; null before the first. */
  readonly walls: WallReport | null;
  /** How many there are at this moment. */
  readonly load: Readonly<Record<"running" | "queued" | "spares" | "sessions" | "workers", number>>;
  /** How many there were since the start; answers by status. */
  readonly counters: Readonly<Record<string, number>>;
  readonly uptimeMs: number;
}

/** Most characters of an error, as of each claim. */
const LONGEST_ERROR = 64 * 1024;

/** A program has ended. */
export function runAnswer(
  id: Id | null,
  { outcome, stdout, stderr, truncated }: Captured & { readonly outcome: Outcome },
  { sessionLost, sessionEnded }: SessionNews,
): string {
  const { status, exitCode, claimed, stats } = outcome;
  return jsonLine({
    ...idMember(id),
    status,
    exitCode,
    ...(status === "ok"
      ? { output: claimed.result, resultRepr: claimed.resultRepr }
      : { error: describe(outcome), errorDetail: claimed.error }),
    stdout,
    stderr,
    truncated,
    ...(sessionLost && { sessionLost }),
    ...(sessionEnded && { sessionEnded }),
    stats,
  });
}

/** A request was not accepted: it is wrong, or there is no room for it. */
export function refusal(id: Id | null, status: "invalid" | "busy", message: string): string {
  return jsonLine({ ...idMember(id), status, error: message });
}

/** Whether a request was stopped; for a cancel that carries an id itself. */
export function cancelAnswer(id: Id, cancelled: boolean): string {
  return jsonLine({ id, cancelled });
}

/** Whether there was such a session, which has now ended. */
export function closeAnswer(id: Id | null, closed: boolean): string {
  return jsonLine({ ...idMember(id), closed });
}

/** How the server is. */
export function pongAnswer(id: Id | null, pong: Pong): string {
  return jsonLine({ ...idMember(id), pong: true, ...pong });
}

/** A piece of output of a program that runs. */
export function event(id: Id | null, stream: "stdout" | "stderr", text: string): string {
  return jsonLine({ ...idMember(id), event: stream, data: text });
}

function idMember(id: Id | null): { readonly id?: Id } {
  return id === null ? {} : { id };
}

/** One text for whoever reads no more than that. */
function describe({ reason, exitCode, claimed }: Outcome): string {
  const text = reason ?? describeClaim(claimed.error) ?? `exit status ${exitCode}`;
  return text.slice(0, LONGEST_ERROR);
}

/** As the last line of a traceback has it. */
function describeClaim(error: ClaimedError | null): string | null {
  if (error === null) return null;
  return error.message === "" ? error.type : `${error.type}: ${error.message}`;
}
