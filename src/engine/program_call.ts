/** TRUSTED. The calls of one program, as its user hears of them: under names that nobody can guess, and answered by whoever has them. */
import type { Json } from "../core/outcome.ts";
import type { RawJson } from "../core/raw_json.ts";
import { formatSize } from "../core/units.ts";
import {
  type CallFault,
  type HostCall,
  JailCalls,
  LARGEST_VALUE_BYTES,
} from "../host/jail_calls.ts";
import { messageOf } from "../core/errors.ts";
import { CallValueError, type HostFunctions } from "./functions.ts";
import type { CheckedProgram } from "./program.ts";

export type { CallFault };

/** Bytes of a call's name: as many as an UUID has, and no two are the same. */
const ID_BYTES = 16;

/** Most characters of the type and of the message of an error. */
const LONGEST_TYPE = 128;
const LONGEST_MESSAGE = 64 * 1024;

const encoder = new TextEncoder();

/** A call of a host function that a program has made, and waits for. */
export interface ProgramCall {
  /** Cannot be guessed. */
  readonly id: string;
  readonly name: string;
  /** The JSON of an array, and of an object: claims of the program's. */
  readonly args: RawJson;
  readonly kwargs: RawJson;
  /** Aborted when the program waits for the answer no more. */
  readonly signal: AbortSignal;
  /**
   * Answers the call, once, with a value: the bytes of its JSON, which Python reads. False where nobody waits any more.
   *
   * @throws {CallValueError} where they are more than 4 MiB; then the program has that as an error.
   */
  answer(json: Uint8Array): boolean;
  /** Answers the call, once, with an error. False where nobody waits any more. */
  fail(fault: CallFault): boolean;
}

/** What of a job concerns the calls of its program. */
interface Caller {
  readonly program: Pick<CheckedProgram, "functions">;
  /** Where it runs; `isWaiting` is kept true while it waits for an answer. */
  readonly session: { isWaiting: boolean } | null;
  /** Receives the calls, each of which may wait so long, and of which there may be so many. */
  readonly onCall: (call: ProgramCall) => void;
  readonly callTimeoutMs: number;
  readonly maxCalls: number;
}

/** What the program of `job` may call, for its supervisor. */
export function callsOf(job: Caller): JailCalls {
  const { callTimeoutMs, maxCalls, onCall, session } = job;
  return new JailCalls({
    functions: job.program.functions,
    timeoutMs: callTimeoutMs,
    most: maxCalls,
    onCall: (call) => onCall(new Called(call)),
    onWaiting: (waits) => {
      if (session !== null) session.isWaiting = waits;
    },
  });
}

class Called implements ProgramCall {
  readonly id: string;
  readonly name: string;
  readonly args: RawJson;
  readonly kwargs: RawJson;
  readonly signal: AbortSignal;
  readonly #call: HostCall;

  constructor(call: HostCall) {
    this.#call = call;
    this.id = `c_${crypto.getRandomValues(new Uint8Array(ID_BYTES)).toHex()}`;
    ({ name: this.name, args: this.args, kwargs: this.kwargs, signal: this.signal } = call);
  }

  answer(json: Uint8Array): boolean {
    if (json.length <= LARGEST_VALUE_BYTES) return this.#call.answer({ value: json });
    const most = formatSize(LARGEST_VALUE_BYTES);
    const problem = `expected a value of at most ${most} of JSON; got ${json.length} bytes`;
    if (!this.fail({ type: "ValueError", message: `${this.name}: ${problem}` })) return false;
    throw new CallValueError(problem);
  }

  fail({ type, message }: CallFault): boolean {
    return this.#call.answer({
      error: {
        type: type.slice(0, LONGEST_TYPE),
        message: message.slice(0, LONGEST_MESSAGE).toWellFormed(),
      },
    });
  }
}

/** Answers a call by the function that it calls. Never rejects. */
export async function answerWith(functions: HostFunctions, call: ProgramCall): Promise<void> {
  const { name, args, kwargs, signal } = call;
  try {
    const value = await functions[name]!.call!(
      args.value() as Json[],
      kwargs.value() as { [name: string]: Json },
      signal,
    );
    const json: string | undefined = JSON.stringify(value ?? null);
    if (json === undefined) throw new TypeError(`${name} returned what JSON does not have`);
    call.answer(encoder.encode(json));
  } catch (error) {
    // Where the value was too large, the program has been told so.
    const type = error instanceof Error ? error.name : typeof error;
    call.fail({ type, message: messageOf(error) });
  }
}
