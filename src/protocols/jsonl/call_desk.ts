/** TRUSTED. Calls of host functions that a client has been told of, until it has answered them or nobody waits any more. */
import { OutlineError } from "../../core/json_outline.ts";
import type { Limits } from "../../core/limits.ts";
import { CallValueError } from "../../engine/functions.ts";
import type { ProgramCall } from "../../engine/program_call.ts";
import { answerRefusal } from "./answer.ts";
import { type AnswerRequest, parseRequest, type Request } from "./client_request.ts";
import { cutAnswer } from "./json_calls.ts";
import type { Line } from "../../core/lines.ts";
import { type Id, RequestError } from "./members.ts";

/** Only such lines can have a member `answer`: its name may be written with escape sequences. */
const MAY_ANSWER = /"answer"|\\u00/;

/** What names a call in a line that cannot be read. */
const NAMED_CALL = /"answer"\s*:\s*"(c_[0-9a-f]{32})"/;

/** A line of the client's, or what is said of one that was to answer a call. */
export type Taken = Line | RefusedAnswer;

/** The line that says why an answer was not taken. */
export interface RefusedAnswer {
  readonly kind: "refused";
  readonly line: string;
}

/** Why nobody can answer any more. */
const CLOSED = {
  type: "ConnectionError",
  message: "the client has ended its input, and cannot answer",
} as const;

/** The calls of one client's programs. */
export class CallDesk {
  readonly #ceilings: Limits;
  readonly #open = new Map<string, ProgramCall>();
  #isUsed = false;
  #isClosed = false;

  /** @param ceilings of requests. */
  constructor(ceilings: Limits) {
    this.#ceilings = ceilings;
  }

  /** Whether the client has ever had a call to answer. */
  get isUsed(): boolean {
    return this.#isUsed;
  }

  /** Adds a call, of which the client is told now. False where nobody waits for it any more, or nobody can answer. */
  add(call: ProgramCall): boolean {
    if (this.#isClosed) call.fail(CLOSED);
    if (this.#isClosed || call.signal.aborted) return false;
    this.#isUsed = true;
    this.#open.set(call.id, call);
    call.signal.addEventListener("abort", () => this.#open.delete(call.id), { once: true });
    return true;
  }

  /** Whether a line may be the answer to one of the calls. */
  mayTake(text: string): boolean {
    return this.#open.size > 0 && MAY_ANSWER.test(text);
  }

  /** Gives an answer to its call: null. Where the line is none, or none that can be given, what is to be taken in its place. */
  async take(text: string): Promise<Taken | null> {
    let request: AnswerRequest;
    let value: Uint8Array | null;
    try {
      const cut = await cutAnswer(text);
      const read = cut && readWhole(parseRequest(cut.rest, this.#ceilings));
      if (read?.kind !== "answer") return { kind: "text", text };
      [request, value] = [read, cut!.value];
    } catch (error) {
      return this.#refuse(text, error);
    }
    const { call: name, error } = request;
    const call = this.#open.get(name);
    if (call === undefined) return refusedAnswer(request.id, name, nobodyWaits(name));
    this.#open.delete(name);
    try {
      const isTaken = error === null ? call.answer(value!) : call.fail(error);
      return isTaken ? null : refusedAnswer(request.id, name, nobodyWaits(name));
    } catch (problem) {
      if (!(problem instanceof CallValueError)) throw problem;
      return refusedAnswer(request.id, name, `value: ${problem.message}`);
    }
  }

  /** The client can answer no more. */
  close(): void {
    this.#isClosed = true;
    for (const call of this.#open.values()) call.fail(CLOSED);
    this.#open.clear();
  }

  /** What becomes of a line that cannot be read: if it names a call, that has an error for its answer. */
  #refuse(text: string, error: unknown): Taken {
    if (!(error instanceof OutlineError || error instanceof RequestError)) throw error;
    const name = NAMED_CALL.exec(text)?.[1];
    const call = name === undefined ? undefined : this.#open.get(name);
    if (call === undefined) return { kind: "text", text };
    this.#open.delete(call.id);
    const isJson = error instanceof RequestError;
    const message = isJson ? error.message : `Invalid JSON input: ${error.message}`;
    call.fail({ type: "ValueError", message: `${call.name}: the host's answer: ${message}` });
    return refusedAnswer(isJson ? error.id : null, call.id, message);
  }
}

/** What a short text requests. */
function readWhole(steps: Generator<void, Request>): Request {
  for (let step = steps.next();; step = steps.next()) if (step.done) return step.value;
}

/** The name of the call that a line would answer, whatever else is wrong with it; null where it names none. */
export function namedCall(text: string): string | null {
  return NAMED_CALL.exec(text)?.[1] ?? null;
}

/** What is said of an answer to a call that does not wait. */
export function nobodyWaits(name: string): string {
  return `Nobody waits for the answer to the call '${name.slice(0, 64)}'`;
}

function refusedAnswer(id: Id | null, name: string, message: string): RefusedAnswer {
  return { kind: "refused", line: answerRefusal(id, name, message) };
}
