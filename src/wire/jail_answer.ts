/**
 * BOUNDARY. What a jail says of itself: that it is ready (`Hello`), how a request ended (`End`), or that its interpreter is of no
 * more use (`Failure`). The host checks all of it, and believes of it what cannot hurt. The jail writes it by `encode_answer.ts`.
 *
 * An `End` has the Python half's answer in it as Python wrote it. The jail reads nothing of that answer; it is described and
 * checked here, and nowhere else.
 */
import type { Claims, SystemWallName, WallState } from "../core/outcome.ts";
import type { Completeness, PromptState } from "../core/prompt.ts";
import { type RawJson, rawJson } from "../core/raw_json.ts";
import { BOUNDS } from "./bounds.ts";
import {
  asArray,
  asCount,
  asCutText,
  asFlag,
  asNullable,
  asObject,
  asOneOf,
  asText,
  type Fields,
  MessageError,
  show,
} from "./fields.ts";
import { PROTOCOL_VERSION } from "./frame.ts";
import { parseMessage } from "./parse_message.ts";
import type { JailRequest } from "./jail_request.ts";

/** The jail is ready: sent when everything that it promises is done and proven. */
export interface Hello {
  readonly protocol: number;
  /** What the jail found when it tried its own walls. */
  readonly walls: { readonly wasm: boolean; readonly permissions: boolean };
  /** The operating system's walls, each after it was tried. */
  readonly system: readonly WallState[];
  /** Size of the WebAssembly memory, in bytes. */
  readonly heapBytes: number;
}

/** What each kind of request is answered with. */
export interface Claimed {
  readonly program: Claims;
  readonly statement: PromptState;
  readonly check: Completeness;
  readonly complete: readonly string[];
}

/** The Python half's answer to a request of kind `K`. */
export interface Answer<K extends JailRequest["kind"]> {
  /** The exit status that the program requested, 0 to 255. */
  readonly exitCode: number;
  /** Whether an uncaught MemoryError ended the program. */
  readonly memoryError: boolean;
  /** The name of a module that was not found, where that ended the program and the name could be one of a file. */
  readonly missingModule?: string;
  /** Null where the interpreter has nothing to say: the program has ended its process, or there was no memory to answer in. */
  readonly claimed: Claimed[K] | null;
}

/** How a request of kind `K` ended. */
export interface End<K extends JailRequest["kind"]> {
  /** Of the request, as the host knows it: a jail does not say. */
  readonly kind: K;
  readonly answer: Answer<K>;
  /** Whether the program was refused memory because of its cap. */
  readonly refusedMemory: boolean;
  /** Whether the interpreter waits for another request. */
  readonly kept: boolean;
  readonly peakHeapBytes: number;
}

/** How a request of any kind ended. */
export type AnyEnd = { readonly [K in JailRequest["kind"]]: End<K> }[JailRequest["kind"]];

/** Why the interpreter can no longer be used. */
export interface Failure {
  readonly kind: "stack" | "trap" | "memory" | "boot";
  readonly message: string;
}

const SYSTEM_WALLS: readonly SystemWallName[] = ["seccomp", "landlock", "seatbelt", "job"];

/** @throws {MessageError} where the payload is no hello of this version. */
export function decodeHello(payload: Uint8Array): Hello {
  const fields = parseMessage(payload, "hello");
  const protocol = fields.protocol;
  if (protocol !== PROTOCOL_VERSION) {
    throw new MessageError(
      `The jail speaks protocol ${show(protocol)}, expected ${PROTOCOL_VERSION}`,
    );
  }
  const walls = asObject(fields.walls, "walls");
  return {
    protocol,
    walls: { wasm: walls.wasm === true, permissions: walls.permissions === true },
    system: asArray(fields.system, "system").map(decodeWallState),
    heapBytes: asCount(fields.heapBytes, "heapBytes"),
  };
}

function decodeWallState(value: unknown): WallState {
  const fields = asObject(value, "wall");
  const name = SYSTEM_WALLS.find((known) => known === fields.name);
  if (name === undefined) throw new MessageError(`The name of a wall is ${show(fields.name)}`);
  return {
    name,
    holds: fields.holds === true,
    missing: asNullable(fields.missing, "missing", asClaimText),
  };
}

/**
 * Reads an end.
 *
 * @param kind of the request that it answers: an answer to another one is refused.
 * @throws {MessageError} where the payload is no end of such a request.
 */
export function decodeEnd<K extends JailRequest["kind"]>(payload: Uint8Array, kind: K): End<K> {
  const fields = parseMessage(payload, "end");
  const answer = asObject(fields.answer, "answer");
  const missingModule = asModuleName(answer.missingModule);
  return {
    kind,
    answer: {
      exitCode: asCount(answer.exitCode, "exitCode", 255),
      memoryError: answer.memoryError === true,
      ...(missingModule !== null && { missingModule }),
      claimed: asNullable(answer.claimed, "claimed", CLAIMED[kind]),
    },
    refusedMemory: fields.refusedMemory === true,
    kept: fields.kept === true,
    peakHeapBytes: asCount(fields.peakHeapBytes, "peakHeapBytes"),
  };
}

/** @throws {MessageError} where the payload is no failure. */
export function decodeFailure(payload: Uint8Array): Failure {
  const fields = parseMessage(payload, "failure");
  const kind = fields.kind;
  if (kind !== "stack" && kind !== "trap" && kind !== "memory" && kind !== "boot") {
    throw new MessageError(`The kind of failure is ${show(kind)}`);
  }
  return { kind, message: asClaimText(fields.message, "message") };
}

/** How what is claimed is checked, by the kind of request. */
const CLAIMED: { [K in keyof Claimed]: (value: unknown, name: string) => Claimed[K] } = {
  program: (value, name) => {
    const fields = asObject(value, name);
    return {
      result: asResult(fields.result),
      resultRepr: asNullable(fields.resultRepr, "resultRepr", asClaimText),
      error: asNullable(fields.error, "error", asError),
      ...(fields.resultOmitted !== undefined && {
        resultOmitted: asClaimText(fields.resultOmitted, "resultOmitted"),
      }),
      ...(fields.resultReprTruncated === true && { resultReprTruncated: true }),
    };
  },
  statement: (value, name) => {
    const { ps1, ps2, leaves } = asObject(value, name);
    return {
      ps1: asCutText(ps1, "ps1", BOUNDS.PROMPT_LENGTH),
      ps2: asCutText(ps2, "ps2", BOUNDS.PROMPT_LENGTH),
      leaves: asFlag(leaves, "leaves"),
    };
  },
  check: (value, name) => asOneOf(value, name, ["complete", "incomplete", "invalid"]),
  complete: (value, name) =>
    asArray(value, name, BOUNDS.COMPLETIONS).map((item) => {
      const { length } = asText(item, "a name");
      if (length <= BOUNDS.COMPLETION_LENGTH) return item as string;
      throw new MessageError(
        `a name has ${length} characters, expected at most ${BOUNDS.COMPLETION_LENGTH}`,
      );
    }),
};

/** A name that a module in a file can have; null for any other claim, which is no violation of the protocol. */
function asModuleName(value: unknown): string | null {
  const isName = typeof value === "string" && value.length <= 100 && /^[A-Za-z_]\w*$/.test(value);
  return isName ? value : null;
}

function asError(value: unknown, name: string): Claims["error"] {
  const fields: Fields = asObject(value, name);
  return {
    type: asClaimText(fields.type, "error.type"),
    message: asClaimText(fields.message, "error.message"),
    traceback: asClaimText(fields.traceback, "error.traceback"),
    line: asNullable(fields.line, "error.line", (line, of) => asCount(line, of)),
  };
}

function asClaimText(value: unknown, name: string): string {
  return asCutText(value, name, BOUNDS.CLAIM_TEXT_LENGTH);
}

/** A result as the text of its JSON, whose numbers are not ours to read; null for what a program may have put in its place. */
function asResult(value: unknown): RawJson | null {
  const text = asText(value, "result");
  if (text.length > BOUNDS.RESULT_JSON_BYTES) {
    throw new MessageError(
      `result has ${text.length} characters of JSON, expected at most ${BOUNDS.RESULT_JSON_BYTES}`,
    );
  }
  if (text === "null") return null;
  try {
    return rawJson(text, BOUNDS.RESULT_DEPTH);
  } catch (error) {
    if (!(error instanceof RangeError)) return null;
    throw new MessageError(`result is nested deeper than ${BOUNDS.RESULT_DEPTH} levels`);
  }
}
