/** From results to the lines that a client receives: pure, each without its newline. */
import type { Status } from "../../core/outcome.ts";
import { RawList } from "../../core/raw_json.ts";
import { formatSize } from "../../core/units.ts";
import type { EngineState } from "../../engine/engine_options.ts";
import type { ProgramCall } from "../../engine/program_call.ts";
import type { CloseResult, Ended, Result } from "../../engine/result.ts";
import { describeEnd } from "../../report/describe_end.ts";
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

/** What came of a program. */
export function runAnswer(id: Id | null, result: Result): Answer | LongAnswer {
  if (result.kind === "ended") {
    const members = endedMembers(result);
    return { status: members.status, parts: jsonLineParts({ ...idMember(id), ...members }) };
  }
  const { status, error } = refusalOf(result);
  return refusal(id, status, error);
}

/** Why a program was not run. */
export function refusalOf(
  result: Exclude<Result, Ended>,
): { readonly status: "invalid" | "busy"; readonly error: string } {
  switch (result.kind) {
    case "queue-full": {
      const error =
        `The queue is full: ${result.waiting} requests wait; send fewer at once, or raise --workers`;
      return { status: "busy", error };
    }
    case "too-many-sessions": {
      const error = `Too many sessions: ${result.open} are open (--max-sessions); close one first`;
      return { status: "busy", error };
    }
    case "heap-mismatch": {
      const error = `maxHeap: expected ${
        formatSize(result.sessionBytes)
      }, which the first request of this session set; got ${formatSize(result.givenBytes)}`;
      return { status: "invalid", error };
    }
    case "session-waits": {
      const error = "The session waits for the answer to a call; give that first";
      return { status: "busy", error };
    }
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
  if (result.kind !== "closed") {
    const { status, error } = refusalOf(result);
    return refusal(id, status, error);
  }
  return { line: jsonLine({ ...idMember(id), closed: result.existed }) };
}

/** How the server is. */
export function pongLine(id: Id | null, pong: Pong): string {
  const { version, python, environment, limits, walls, load, interpreters, counters, uptimeMs } =
    pong;
  return jsonLine({
    ...idMember(id),
    pong: true,
    version,
    python,
    ...(environment !== null && { environment }),
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

/** The answer to a program that has ended, but for its id. */
export function endedMembers(
  ended: Ended,
): { readonly status: Status } & Readonly<Record<string, unknown>> {
  const { outcome, stdout, stderr, truncated, files, filesOmitted, display } = ended;
  const { sessionLost, sessionEnded } = ended;
  const { status, exitCode, claimed, stats } = outcome;
  const { result, resultRepr, error, ...notes } = claimed;
  return {
    status,
    exitCode,
    ...(status === "ok"
      ? { output: result, resultRepr, ...notes }
      : { error: describeEnd(outcome), errorDetail: error }),
    stdout,
    stderr,
    truncated,
    ...(display !== null && { display: new RawList(display) }),
    ...(files !== null && { files: writeFiles(files) }),
    ...(filesOmitted.length > 0 && { filesOmitted }),
    ...(sessionLost && { sessionLost }),
    ...(sessionEnded && { sessionEnded }),
    stats,
  };
}

function idMember(id: Id | null): { readonly id?: Id } {
  return id === null ? {} : { id };
}
