/**
 * BOUNDARY. What the frames say: each message's type beside its check. Checks are total: any bytes give either
 * a message of the stated shape and size, or a `MessageError`.
 */
import { parseJson } from "../core/json.ts";
import type { Claims, Json, SystemWallName, WallState } from "../core/outcome.ts";

/** Version of everything in `src/wire/`. Host and jail must agree on it. */
export const PROTOCOL_VERSION = 2;

/** Most bytes of a result that the jail sends as JSON; a longer one is left out. */
export const RESULT_JSON_BYTES = 256 * 1024;

/** Most characters of each text among the claims; longer ones are cut. */
export const CLAIM_TEXT_LENGTH = 64 * 1024;

/** Deepest nesting of a result: a deeper one could overflow the stack of whoever writes it out again. */
export const RESULT_DEPTH = 64;

/** A message did not have the shape that the protocol gives it. */
export class MessageError extends Error {
  override readonly name = "MessageError";
}

/** The jail's first words, sent when everything that it promises is done and proven. */
export interface Hello {
  readonly protocol: number;
  /** What the jail found when it tried its own walls. */
  readonly walls: { readonly wasm: boolean; readonly permissions: boolean };
  /** The operating system's walls, each after it was tried. */
  readonly system: readonly WallState[];
  /** Size of the WebAssembly memory, in bytes. */
  readonly heapBytes: number;
}

/** The program, but for its source. */
export interface ProgramMessage {
  /** The last three are a prompt's: a statement, and the questions whether a source is one, and which names complete it. */
  readonly kind: "file" | "stdin" | "code" | "module" | "statement" | "check" | "complete";
  /** Of a question which names complete it: where the cursor is. */
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly seed: string | null;
  readonly terminals: {
    readonly stdin: boolean;
    readonly stdout: boolean;
    readonly stderr: boolean;
    readonly columns: number;
    readonly rows: number;
  };
  readonly colour: boolean;
  /** Whether the value of the last expression and the error are to be described. */
  readonly describe: boolean;
  /** The most that the program may hold: at most what the module was made for, and the same for all programs of a jail. */
  readonly maxHeapBytes: number;
  /** Whether the interpreter is to be kept for another program, which finds the names of this one. */
  readonly keep: boolean;
  /** Whether what an earlier program left of its input is to be thrown away. */
  readonly renewInput: boolean;
}

/** The jail's last words on a program. */
export interface End {
  /** The status that the program asked to exit with, 0 to 255. */
  readonly exitCode: number;
  /** Whether a MemoryError that nobody caught ended the program after the cap refused it memory. */
  readonly outOfMemory: boolean;
  /** Whether the interpreter waits for another program. */
  readonly kept: boolean;
  readonly peakHeapBytes: number;
  readonly claimed: Claims;
}

/** Why the interpreter can no longer be used. */
export interface Failure {
  readonly kind: "stack" | "trap" | "memory" | "boot";
  readonly message: string;
}

const SYSTEM_WALLS: readonly SystemWallName[] = ["seccomp", "landlock", "seatbelt", "job"];

const decoder = new TextDecoder("utf-8", { fatal: true });
const encoder = new TextEncoder();

/** The JSON of a message as bytes. */
export function encodeMessage(
  message: Hello | ProgramMessage | End | Failure,
): Uint8Array<ArrayBuffer> {
  return encoder.encode(JSON.stringify(message));
}

/** @throws {MessageError} where the payload is no hello of this version. */
export function decodeHello(payload: Uint8Array): Hello {
  const fields = parseObject(payload, "hello");
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
    missing: fields.missing === null ? null : asText(fields.missing, "missing"),
  };
}

/** @throws {MessageError} where the payload is no end. */
export function decodeEnd(payload: Uint8Array): End {
  const fields = parseObject(payload, "end");
  const exitCode = asCount(fields.exitCode, "exitCode");
  if (exitCode > 255) throw new MessageError(`exitCode is ${exitCode}, expected 0 to 255`);
  const claimed = asObject(fields.claimed, "claimed");
  return {
    exitCode,
    outOfMemory: fields.outOfMemory === true,
    kept: fields.kept === true,
    peakHeapBytes: asCount(fields.peakHeapBytes, "peakHeapBytes"),
    claimed: {
      result: asJson(claimed.result),
      resultRepr: claimed.resultRepr === null ? null : asText(claimed.resultRepr, "resultRepr"),
      error: claimed.error === null ? null : decodeError(claimed.error),
    },
  };
}

/** @throws {MessageError} where the payload is no failure. */
export function decodeFailure(payload: Uint8Array): Failure {
  const fields = parseObject(payload, "failure");
  const kind = fields.kind;
  if (kind !== "stack" && kind !== "trap" && kind !== "memory" && kind !== "boot") {
    throw new MessageError(`The kind of failure is ${show(kind)}`);
  }
  return { kind, message: asText(fields.message, "message") };
}

function decodeError(value: unknown): Claims["error"] {
  const fields = asObject(value, "error");
  return {
    type: asText(fields.type, "error.type"),
    message: asText(fields.message, "error.message"),
    traceback: asText(fields.traceback, "error.traceback"),
    line: fields.line === null ? null : asCount(fields.line, "error.line"),
  };
}

function parseObject(payload: Uint8Array, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    // One jail must not change what the next one says: see parseJson.
    value = parseJson(decoder.decode(payload));
  } catch {
    throw new MessageError(`The ${what} message is not JSON in UTF-8`);
  }
  return asObject(value, what);
}

function asObject(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new MessageError(`${name} is ${show(value)}, expected an object`);
  }
  // Own members only: a member named __proto__ or a missing one must not be answered by a prototype.
  return Object.assign(Object.create(null), value) as Record<string, unknown>;
}

function asArray(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new MessageError(`${name} is ${show(value)}, expected an array`);
  return value;
}

function asCount(value: unknown, name: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw new MessageError(`${name} is ${show(value)}, expected a whole number`);
  }
  return value;
}

function asText(value: unknown, name: string): string {
  if (typeof value !== "string") throw new MessageError(`${name} is ${show(value)}, expected text`);
  return value.length > CLAIM_TEXT_LENGTH ? value.slice(0, CLAIM_TEXT_LENGTH) : value;
}

/** What `JSON.parse` made is JSON already; only a missing member and the depth need an answer. */
function asJson(value: unknown): Json {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > RESULT_DEPTH) {
      throw new MessageError(`result is nested deeper than ${RESULT_DEPTH} levels`);
    }
    level = level.flatMap((item) =>
      typeof item === "object" && item !== null ? Object.values(item) : []
    );
  }
  return value === undefined ? null : value as Json;
}

function show(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null || typeof value === "number") return String(value);
  return Array.isArray(value) ? "an array" : `of type ${typeof value}`;
}
