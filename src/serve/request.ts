/** TRUSTED. From one line of a client to a typed request: everything is checked here, and nowhere later. */
import type { Limits } from "../core/limits.ts";
import { limitsOf } from "./request_limits.ts";
import { parseLine } from "./request_json.ts";
import { type Id, isId, Members, RequestError } from "./request_members.ts";
import { argsOf, codeOf, envOf, seedOf, sessionOf, stdinOf } from "./request_program.ts";

/** A program to run. */
export interface RunAsk {
  readonly kind: "run";
  readonly id: Id | null;
  readonly code: Uint8Array<ArrayBuffer>;
  /** `sys.argv[1:]`. */
  readonly args: readonly string[];
  /** The only environment variables that the program sees. Has no prototype. */
  readonly env: Readonly<Record<string, string>>;
  /** Null where none was given: the program finds standard input empty. */
  readonly stdin: Uint8Array<ArrayBuffer> | null;
  /** Within the server's. */
  readonly limits: Limits;
  /** Whether the request itself gave the cap on memory, which a session has from its first request on. */
  readonly maxHeapGiven: boolean;
  readonly seed: bigint | null;
  /** Whether output is wanted as events while the program runs. */
  readonly stream: boolean;
  readonly session: string | null;
}

/** Stop the requests of this id. */
export interface CancelAsk {
  readonly kind: "cancel";
  readonly id: Id | null;
  readonly target: Id;
}

/** End a session. */
export interface CloseAsk {
  readonly kind: "close";
  readonly id: Id | null;
  readonly session: string;
}

/** Tell how the server is. */
export interface PingAsk {
  readonly kind: "ping";
  readonly id: Id | null;
}

/** Finish what was accepted, and end. Has no answer. */
export interface ShutdownAsk {
  readonly kind: "shutdown";
}

/** What a client can ask for. */
export type Ask = RunAsk | CancelAsk | CloseAsk | PingAsk | ShutdownAsk;

/** The member that says what is asked for, and those that may go with it. */
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
    "seed",
    "stream",
  ],
  cancel: ["id"],
  close: ["id"],
  ping: ["id"],
  shutdown: [],
} as const satisfies Record<string, readonly string[]>;

type Leading = keyof typeof MEMBERS;

const LEADING = Object.keys(MEMBERS) as Leading[];
const KNOWN: readonly string[] = [...LEADING, ...MEMBERS.code];

/**
 * The request on one line.
 *
 * @param ceilings the server's own limits: what a request does not give, and what it may not exceed.
 * @throws {RequestError} saying what is wrong, with the request's id as far as it could be read.
 */
export function parseRequest(text: string, ceilings: Limits): Ask {
  const members = new Members(parseObject(text), KNOWN);
  const { id } = members;
  switch (leadingOf(members)) {
    case "code":
      return {
        kind: "run",
        id,
        code: codeOf(members),
        args: argsOf(members),
        env: envOf(members),
        stdin: stdinOf(members),
        limits: limitsOf(members, ceilings),
        maxHeapGiven: members.get("maxHeap") !== undefined,
        seed: seedOf(members),
        stream: members.flag("stream"),
        session: sessionOf(members, "session"),
      };
    case "cancel": {
      const target = members.get("cancel");
      if (!isId(target)) throw members.refusal("cancel", "the id of a request", target);
      return { kind: "cancel", id, target };
    }
    case "close":
      return { kind: "close", id, session: sessionOf(members, "close")! };
    case "ping":
      checkTrue(members, "ping");
      return { kind: "ping", id };
    case "shutdown":
      checkTrue(members, "shutdown");
      return { kind: "shutdown" };
  }
}

function parseObject(text: string): object {
  let value: unknown;
  try {
    value = parseLine(text);
  } catch (error) {
    throw new RequestError(`Invalid JSON input: ${(error as SyntaxError).message}`, null);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new RequestError("Input is not a JSON object", null);
  }
  return value;
}

function leadingOf(members: Members): Leading {
  const [leading, second] = LEADING.filter((name) => members.get(name) !== undefined);
  if (leading === undefined) {
    throw members.error(
      "Expected one of the members 'code', 'cancel', 'close', 'ping', 'shutdown'",
    );
  }
  if (second !== undefined) throw members.error(`'${leading}' and '${second}' exclude each other`);
  const allowed: readonly string[] = MEMBERS[leading];
  const stray = members.names().find((name) => name !== leading && !allowed.includes(name));
  if (stray !== undefined) throw members.error(`'${stray}' does not go with '${leading}'`);
  return leading;
}

function checkTrue(members: Members, name: string): void {
  if (members.get(name) !== true) throw members.refusal(name, "true", members.get(name));
}
