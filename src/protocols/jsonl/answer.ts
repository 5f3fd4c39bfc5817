/** From results to the lines that a client receives: pure, each without its newline. */
import type { ClaimedError, Outcome, Status } from "../../core/outcome.ts";
import { formatSize } from "../../core/units.ts";
import type { EngineState } from "../../engine/engine_options.ts";
import type { ProgramCall } from "../../engine/program_call.ts";
import type { CloseResult, Ended, QueueFull, Result } from "../../engine/result.ts";
import { jsonLine, jsonLineParts } from "../../report/report_json.ts";
import { writeFiles } from "./json_files.ts";
import type { Id } from "./members.ts";

/** How a line was answered. */
export type AnswerStatus = Status | "invalid" | "busy";

/** An answer to a program or to what was none, and what it counts as. */
export interface Answer {
  readonly status: AnswerStatus;
  readonly line: string;
}

/** An answer to a program, whose line may be long: in parts, between which others can get their turn. */
export interface LongAnswer {
  readonly status: AnswerStatus;
  readonly parts: Iterator<string, void>;
}

/** How the server is. */
export interface Pong extends EngineState {
  readonly version: string;
  readonly python: string;
}

/** Most characters of an error, as of each claim. */
const LONGEST_ERROR = 64 * 1024;

/** What came of a program. */
export function runAnswer(id: Id | null, result: Result): Answer | LongAnswer {
  switch (result.kind) {
    case "ended":
      return { status: result.outcome.status, parts: endedLine(id, result) };
    case "queue-full":
      return busyAnswer(id, result);
    case "too-many-sessions":
      return refusal(
        id,
        "busy",
        `Too many sessions: ${result.open} are open (--max-sessions); close one first`,
      );
    case "heap-mismatch":
      return refusal(
        id,
        "invalid",
        `maxHeap: expected ${
          formatSize(result.sessionBytes)
        }, which the first request of this session set; got ${formatSize(result.givenBytes)}`,
      );
    case "session-waits":
      return sessionWaits(id);
  }
}

/** A request was not accepted: it is wrong, or there is no room for it. */
export function refusal(id: Id | null, status: "invalid" | "busy", message: string): Answer {
  return { status, line: jsonLine({ ...idMember(id), status, error: message }) };
}

/** Whether a request was stopped; for a cancel that carries an id itself. */
export function cancelLine(id: Id, cancelled: boolean): string {
  return jsonLine({ id, cancelled });
}

/** What came of closing a session. */
export function closeAnswer(id: Id | null, result: CloseResult): Answer | { line: string } {
  if (result.kind === "queue-full") return busyAnswer(id, result);
  if (result.kind === "session-waits") return sessionWaits(id);
  return { line: jsonLine({ ...idMember(id), closed: result.existed }) };
}

/** How the server is. */
export function pongLine(id: Id | null, pong: Pong): string {
  const { version, python, limits, walls, load, interpreters, counters, uptimeMs } = pong;
  return jsonLine({
    ...idMember(id),
    pong: true,
    version,
    python,
    limits,
    walls,
    load,
    interpreters,
    counters,
    uptimeMs,
  });
}

/** A piece of output of a program that runs. */
export function eventLine(id: Id | null, stream: "stdout" | "stderr", text: string): string {
  return jsonLine({ ...idMember(id), event: stream, data: text });
}

/** A call of a host function, which waits for its answer. */
export function callLine(id: Id | null, { id: call, name, args, kwargs }: ProgramCall): string {
  return jsonLine({ ...idMember(id), event: "call", call, name, args, kwargs });
}

/** An answer to a call was not taken. */
export function answerRefusal(id: Id | null, call: string | null, message: string): string {
  const answer = call === null ? {} : { answer: call };
  return jsonLine({ ...idMember(id), ...answer, status: "invalid", error: message });
}

function sessionWaits(id: Id | null): Answer {
  const message = "The session waits for the answer to a call; give that first";
  return refusal(id, "busy", message);
}

function endedLine(
  id: Id | null,
  { outcome, stdout, stderr, truncated, files, filesOmitted, sessionLost, sessionEnded }: Ended,
): Generator<string, void> {
  const { status, exitCode, claimed, stats } = outcome;
  const { result, resultRepr, error, ...notes } = claimed;
  return jsonLineParts({
    ...idMember(id),
    status,
    exitCode,
    ...(status === "ok"
      ? { output: result, resultRepr, ...notes }
      : { error: describe(outcome), errorDetail: error }),
    stdout,
    stderr,
    truncated,
    ...(files !== null && { files: writeFiles(files) }),
    ...(filesOmitted.length > 0 && { filesOmitted }),
    ...(sessionLost && { sessionLost }),
    ...(sessionEnded && { sessionEnded }),
    stats,
  });
}

function busyAnswer(id: Id | null, { waiting }: QueueFull): Answer {
  const message =
    `The queue is full: ${waiting} requests wait; send fewer at once, or raise --workers`;
  return refusal(id, "busy", message);
}

function idMember(id: Id | null): { readonly id?: Id } {
  return id === null ? {} : { id };
}

/** One text for a client that reads no more than that. */
function describe({ reason, exitCode, claimed }: Outcome): string {
  const text = reason ?? describeClaim(claimed.error) ?? `exit status ${exitCode}`;
  return text.slice(0, LONGEST_ERROR);
}

/** As the last line of a traceback has it. */
function describeClaim(error: ClaimedError | null): string | null {
  if (error === null) return null;
  return error.message === "" ? error.type : `${error.type}: ${error.message}`;
}
