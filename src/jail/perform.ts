/** HOSTILE ONCE A PROGRAM RUNS. One program in the interpreter: what Python is asked, and what the host is told of the answer. */
import { parseJson } from "../core/json.ts";
import { FrameType } from "../wire/frame.ts";
import { encodeMessage, type ProgramMessage } from "../wire/messages.ts";
import type { Budget } from "./budget.ts";
import type { Chance } from "./chance.ts";
import type { Channel } from "./channel.ts";
import type { EmscriptenModule } from "./emscripten.ts";
import { failureOf } from "./failure.ts";
import { callPython, ExitRequested } from "./interpreter.ts";
import type { LaterCode } from "./later_code.ts";
import type { TerminalView } from "./stdio.ts";

/** Taken before code could put another in its place: what comes out of Python is to be sent as it is. */
const { stringify: stringifyJson } = JSON;

/** A booted, locked interpreter that waits for its program. */
export interface Jail {
  readonly module: EmscriptenModule;
  readonly channel: Channel;
  readonly chance: Chance;
  readonly budget: Budget;
  readonly later: LaterCode;
  readonly entry: number;
  terminal: TerminalView;
  /** What was said of the last program; null before the first. */
  last: { readonly header: Uint8Array; readonly message: ProgramMessage } | null;
}

/** The jail's last words on a program. */
export interface LastWords {
  readonly type: typeof FrameType.End | typeof FrameType.Failure;
  readonly payload: Uint8Array<ArrayBuffer>;
  /** Whether another program may follow. */
  readonly kept: boolean;
}

/** Runs one program, as `header` and `source` have it. Never throws for anything that it does. */
export function perform(
  jail: Jail,
  header: Uint8Array<ArrayBuffer>,
  source: Uint8Array<ArrayBuffer>,
): LastWords {
  const { module, chance, budget } = jail;
  // Most programs of a session come with the same header: neither side reads it twice.
  const isSame = jail.last !== null && areEqual(header, jail.last.header);
  const { message } = jail.last = isSame ? jail.last! : { header, message: decodeProgram(header) };
  jail.terminal = message.terminals;
  budget.begin(message.maxHeapBytes);
  if (message.seed !== null) chance.seed(BigInt(message.seed));
  const told = isSame ? 0 : header.length;
  const request = new Uint8Array(told + 1 + source.length);
  request.set(header.subarray(0, told));
  request[told] = 0x0A;
  request.set(source, told + 1);

  let ending: Record<string, unknown> = { exitCode: 1, memoryError: true, claimed: NO_CLAIMS };
  let kept = false;
  try {
    const answer = callPython(module, jail.entry, request);
    if (answer !== null) {
      kept = message.keep;
      ending = parseJson(new TextDecoder().decode(answer)) as Record<string, unknown>;
      const claimed = ending.claimed as Record<string, unknown>;
      claimed.result = parseOrNull(claimed.result as string);
    }
  } catch (error) {
    if (!(error instanceof ExitRequested)) {
      const payload = encodeMessage(failureOf(error));
      return { type: FrameType.Failure, payload, kept: false };
    }
    ending = { exitCode: error.status, memoryError: false, claimed: NO_CLAIMS };
  }
  const { exitCode, claimed, memoryError } = ending;
  const end = {
    exitCode,
    claimed,
    outOfMemory: memoryError === true && budget.refusals > 0,
    kept,
    peakHeapBytes: budget.peak,
  };
  return { type: FrameType.End, payload: new TextEncoder().encode(stringifyJson(end)), kept };
}

function decodeProgram(header: Uint8Array): ProgramMessage {
  return parseJson(new TextDecoder().decode(header)) as ProgramMessage;
}

function areEqual(some: Uint8Array, others: Uint8Array): boolean {
  return some.length === others.length && some.every((byte, at) => byte === others[at]);
}

const NO_CLAIMS = { result: null, resultRepr: null, error: null };

/** A value out of its JSON; null for what a program may have put in its place. */
function parseOrNull(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}
