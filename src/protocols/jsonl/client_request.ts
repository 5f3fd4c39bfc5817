/** TRUSTED. From one line of a client to a typed request. */
import { UsageError } from "../../core/errors.ts";
import {
  CALL_TIMEOUT,
  checkLimit,
  type LimitName,
  LIMITS,
  type Limits,
  MAX_CALLS,
  parseLimit,
} from "../../core/limits.ts";
import { formatDuration, formatSize, parseDuration } from "../../core/units.ts";
import { exceeds } from "../../engine/ceilings.ts";
import {
  checkArgs,
  checkCode,
  type CheckedProgram,
  checkEnv,
  checkOutputs,
  checkSeed,
  checkSessionName,
  checkStdin,
  show,
} from "../../engine/program.ts";
import type { HostFunctions } from "../../engine/functions.ts";
import type { CallFault } from "../../engine/program_call.ts";
import { OutlineError } from "../../core/json_outline.ts";
import { checkCallName, checkMaxCalls, faultOf, readFunctions } from "./json_calls.ts";
import { readFiles } from "./json_files.ts";
import { type Cut, cutInputs, readInputs } from "./json_inputs.ts";
import { type Id, isId, Members, readObject, RequestError } from "./members.ts";

/** A program to run. */
export interface RunRequest extends Omit<CheckedProgram, "files" | "functions" | "name"> {
  readonly kind: "run";
  readonly id: Id | null;
  /** Those that were given, each within the server's. */
  readonly limits: Partial<Limits>;
  /** Whether output is wanted as events while the program runs. */
  readonly stream: boolean;
  readonly session: string | null;
  /** Checked, by path. */
  readonly files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** Checked, by name. */
  readonly functions: HostFunctions;
  readonly callTimeoutMs: number;
  readonly maxCalls: number;
}

/** Answer a call of a host function. */
export interface AnswerRequest {
  readonly kind: "answer";
  readonly id: Id | null;
  readonly call: string;
  /** Null where there is a value, which is not read here. */
  readonly error: CallFault | null;
}

/** Stop the requests of this id. */
export interface CancelRequest {
  readonly kind: "cancel";
  readonly id: Id | null;
  readonly target: Id;
}

/** End a session. */
export interface CloseRequest {
  readonly kind: "close";
  readonly id: Id | null;
  readonly session: string;
}

/** Say how the server is. */
export interface PingRequest {
  readonly kind: "ping";
  readonly id: Id | null;
}

/** Finish what was accepted, and end. Has no answer. */
export interface ShutdownRequest {
  readonly kind: "shutdown";
}

/** What a line can request. */
export type Request =
  | RunRequest
  | AnswerRequest
  | CancelRequest
  | CloseRequest
  | PingRequest
  | ShutdownRequest;

/** The member that says what is requested, and those that may go with it. */
const MEMBERS = {
  code: [
    "id",
    "session",
    "timeout",
    "cpu",
    "maxHeap",
    "maxOutput",
    "args",
    "env",
    "stdin",
    "files",
    "outputs",
    "inputs",
    "display",
    "functions",
    "callTimeout",
    "maxCalls",
    "seed",
    "stream",
  ],
  answer: ["id", "value", "error"],
  cancel: ["id"],
  close: ["id"],
  ping: ["id"],
  shutdown: [],
} as const satisfies Record<string, readonly string[]>;

type Leading = keyof typeof MEMBERS;

const LEADING = Object.keys(MEMBERS) as Leading[];
const KNOWN: readonly string[] = [...LEADING, ...MEMBERS.code, ...MEMBERS.answer];

/** Members that are limits, and what each is called in `Limits`. */
const LIMIT_MEMBERS = [
  ["timeout", "timeoutMs"],
  ["cpu", "cpuMs"],
  ["maxHeap", "maxHeapBytes"],
  ["maxOutput", "maxOutputBytes"],
] as const satisfies readonly (readonly [LimitName, keyof Limits])[];

/** A longer line is worked on in steps, whatever is in it; in characters. */
const LONG_LINE = 256 * 1024;

/** No limit is written longer, and a message should not repeat it if it is. */
const LONGEST_LIMIT = 64;

/**
 * The request on one line, read in steps between which others can get their turn.
 *
 * @param ceilings the server's own limits, which no request may exceed.
 * @throws {RequestError} saying what is wrong, with the request's id as far as it could be read.
 */
export function* parseRequest(text: string, ceilings: Limits): Generator<void, Request> {
  const cut = yield* cutOf(text);
  const members = new Members(yield* readObject(cut?.rest ?? text), KNOWN);
  const { id } = members;
  // To check a long line takes as long as to read it.
  if (text.length > LONG_LINE) yield;
  switch (leadingOf(members)) {
    case "code": {
      const functions = members.checked("functions", readFunctions, null) ?? {};
      return {
        kind: "run",
        id,
        code: members.checked("code", checkCode, null)!,
        args: members.checked("args", checkArgs, []),
        env: members.checked("env", checkEnv, null) ?? Object.create(null),
        stdin: members.checked("stdin", checkStdin, null),
        files: members.checked("files", readFiles, null) ?? {},
        outputs: members.checked("outputs", checkOutputs, null),
        inputs: members.checked("inputs", (given) => readInputs(given, cut, functions), null),
        display: members.flag("display"),
        functions,
        callTimeoutMs: callTimeoutOf(members),
        maxCalls: members.checked("maxCalls", checkMaxCalls, MAX_CALLS.fallback),
        limits: limitsOf(members, ceilings),
        seed: members.checked("seed", checkSeed, null),
        stream: members.flag("stream"),
        session: sessionOf(members, "session"),
      };
    }
    case "answer":
      return {
        kind: "answer",
        id,
        call: members.checked("answer", checkCallName, null)!,
        error: faultOf(members),
      };
    case "cancel": {
      const target = members.get("cancel");
      if (!isId(target)) throw members.mismatch("cancel", "the id of a request", target);
      return { kind: "cancel", id, target };
    }
    case "close":
      return { kind: "close", id, session: sessionOf(members, "close")! };
    case "ping":
      expectTrue(members, "ping");
      return { kind: "ping", id };
    case "shutdown":
      expectTrue(members, "shutdown");
      return { kind: "shutdown" };
  }
}

/** @throws {RequestError} */
function* cutOf(text: string): Generator<void, Cut | null> {
  try {
    return yield* cutInputs(text);
  } catch (error) {
    if (!(error instanceof OutlineError)) throw error;
    throw new RequestError(`Invalid JSON input: ${error.message}`, null);
  }
}

function leadingOf(members: Members): Leading {
  const [leading, second] = LEADING.filter((name) => members.get(name) !== undefined);
  if (leading === undefined) {
    throw members.error(
      "Expected one of the members 'code', 'answer', 'cancel', 'close', 'ping', 'shutdown'",
    );
  }
  if (second !== undefined) throw members.error(`'${leading}' and '${second}' exclude each other`);
  const allowed: readonly string[] = MEMBERS[leading];
  const stray = members.names().find((name) => name !== leading && !allowed.includes(name));
  if (stray !== undefined) throw members.error(`'${stray}' does not go with '${leading}'`);
  return leading;
}

function sessionOf(members: Members, member: "session" | "close"): string | null {
  return members.checked(member, (name) => checkSessionName(member, name), null);
}

function expectTrue(members: Members, name: string): void {
  if (members.get(name) !== true) throw members.mismatch(name, "true", members.get(name));
}

/** The limits that were given. @throws {RequestError} naming the member, what was given and what is allowed. */
export function limitsOf(members: Members, ceilings: Limits): Partial<Limits> {
  const limits: Partial<Record<keyof Limits, number | null>> = {};
  for (const [name, key] of LIMIT_MEMBERS) {
    const given = members.get(name);
    if (given === undefined) continue;
    const [value, ceiling] = [parse(name, given, members), ceilings[key]];
    if (exceeds(value, ceiling)) {
      const shown = value === null ? `${show(given)}, which is off` : show(given);
      throw members.error(
        `${name}: expected at most ${format(name, ceiling!)}, the server's ${
          LIMITS[name].option
        }; got ${shown}`,
      );
    }
    limits[key] = value;
  }
  return limits as Partial<Limits>;
}

/** @throws {RequestError} */
function callTimeoutOf(members: Members): number {
  const given = members.get("callTimeout");
  if (given === undefined) return CALL_TIMEOUT.fallbackMs;
  const [least, most] = CALL_TIMEOUT.range;
  const isText = typeof given === "string" && given.length <= LONGEST_LIMIT;
  const value = isText ? parseDuration(given) : given;
  if (Number.isInteger(value) && value as number >= least && value as number <= most) {
    return value as number;
  }
  const range = `from ${formatDuration(least)} to ${formatDuration(most)}`;
  const expected = `a duration such as '5s', or a number of milliseconds, ${range}`;
  throw members.mismatch("callTimeout", expected, given);
}

function parse(name: LimitName, given: unknown, members: Members): number | null {
  try {
    if (typeof given === "string" && given.length <= LONGEST_LIMIT) {
      return parseLimit(name, given, name);
    }
    if (typeof given === "number") return checkLimit(name, given, name);
  } catch (error) {
    throw error instanceof UsageError ? members.error(error.message) : error;
  }
  const expected = LIMITS[name].kind === "duration"
    ? "a duration such as '5s', or a number of milliseconds"
    : "a size such as '64MiB', or a number of bytes";
  throw members.mismatch(name, expected, given);
}

function format(name: LimitName, value: number): string {
  return LIMITS[name].kind === "duration" ? formatDuration(value) : formatSize(value);
}
