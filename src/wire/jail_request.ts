/**
 * BOUNDARY. What the host asks of a jail: the payload of a `Request` frame. The source, where there is one, is a frame of its own.
 * The Python half gets the same JSON, which the jail has checked.
 */
import { BOUNDS } from "./bounds.ts";
import {
  asArray,
  asCount,
  asFlag,
  asNullable,
  asObject,
  asOneOf,
  asText,
  type Fields,
  MessageError,
} from "./fields.ts";

/** What a program may know of the terminal behind its streams. */
export interface TerminalView {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly columns: number;
  readonly rows: number;
}

/** What a request runs with, whatever it asks. */
export interface Setting {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** A whole number in decimal; null leaves entropy and clocks real. */
  readonly seed: string | null;
  readonly terminals: TerminalView;
  readonly colour: boolean;
  /** Most bytes that the program may hold: at most what the module was made for, and the same for all programs of a jail. */
  readonly maxHeapBytes: number;
  /** Whether the interpreter is to be kept for another request, which finds the names of this one. */
  readonly keep: boolean;
  /** Whether what an earlier program left of its input is to be thrown away. */
  readonly renewInput: boolean;
  /** Whether files follow, which the program finds in its working directory. */
  readonly filesIn: boolean;
  /** Whether the host may ask for files when the program has ended. */
  readonly filesOut: boolean;
  /** Whether the host takes what the program shows. */
  readonly display: boolean;
}

/** Where a program comes from. A module's source is the sandbox's own; all others are sent. */
export type ProgramOrigin =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "stdin" }
  | { readonly kind: "code" }
  | { readonly kind: "module"; readonly module: string };

/** Run a program. */
export interface ProgramRequest {
  readonly kind: "program";
  readonly program: ProgramOrigin;
  /** Whether the value of the last expression and the error are to be described. */
  readonly describe: boolean;
  /** The host functions that it may call: the JSON of a list of `FunctionSpec`, as Python reads it; null where there are none. */
  readonly functions: string | null;
  readonly setting: Setting;
}

/** Run a statement that was typed at a prompt. */
export interface StatementRequest {
  readonly kind: "statement";
  readonly setting: Setting;
}

/** Say whether the source is a whole statement. */
export interface CheckRequest {
  readonly kind: "check";
  readonly setting: Setting;
}

/** Say which names complete the word before the cursor. */
export interface CompleteRequest {
  readonly kind: "complete";
  /** Where in the source the cursor is, in UTF-16 units. */
  readonly cursor: number;
  readonly setting: Setting;
}

/** Everything that a host can ask of a jail. */
export type JailRequest = ProgramRequest | StatementRequest | CheckRequest | CompleteRequest;

/** Take one step of the warm-up. The jail asks this of its Python half; a host cannot. */
export interface WarmUpRequest {
  readonly kind: "warm-up";
  /** Counted from 0, below `BOUNDS.WARM_UP_STEPS`. */
  readonly step: number;
}

/** Prepare for, or clean up behind, the program whose interpreter becomes an image. The jail asks this of its Python half; a host cannot. */
export interface FreezeRequest {
  readonly kind: "freeze";
  readonly step: "begin" | "end";
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Taken before code in the jail could put another in its place. */
const { parse } = JSON;

/** The JSON of a request as bytes. */
export function encodeRequest(
  request: JailRequest | WarmUpRequest | FreezeRequest,
): Uint8Array<ArrayBuffer> {
  return encoder.encode(JSON.stringify(request));
}

/** The same of a step of the warm-up. */
export function encodeWarmUp(step: number): Uint8Array<ArrayBuffer> {
  if (step >= BOUNDS.WARM_UP_STEPS) throw new RangeError(`The warm-up has no step ${step}`);
  return encodeRequest({ kind: "warm-up", step });
}

/** @throws {MessageError} where the payload is no request that a host can make. */
export function decodeRequest(payload: Uint8Array): JailRequest {
  const fields = asObject(parseRequest(payload), "request");
  const kind = asOneOf(fields.kind, "kind", ["program", "statement", "check", "complete"]);
  const setting = decodeSetting(asObject(fields.setting, "setting"));
  switch (kind) {
    case "program":
      return {
        kind,
        program: decodeOrigin(asObject(fields.program, "program")),
        describe: asFlag(fields.describe, "describe"),
        functions: asNullable(fields.functions, "functions", asText),
        setting,
      };
    case "complete":
      return { kind, cursor: asCount(fields.cursor, "cursor"), setting };
    default:
      return { kind, setting };
  }
}

/** Reads JSON, which is the host's: there is no need for bounds. */
function parseRequest(payload: Uint8Array): unknown {
  try {
    return parse(decoder.decode(payload));
  } catch {
    throw new MessageError("The request message is not JSON in UTF-8");
  }
}

function decodeOrigin(fields: Fields): ProgramOrigin {
  const kind = asOneOf(fields.kind, "program.kind", ["file", "folder", "stdin", "code", "module"]);
  switch (kind) {
    case "file":
    case "folder":
      return { kind, path: asText(fields.path, "program.path") };
    case "module":
      return { kind, module: asText(fields.module, "program.module") };
    default:
      return { kind };
  }
}

function decodeSetting(fields: Fields): Setting {
  const { args, env, seed, terminals, maxHeapBytes } = fields;
  return {
    args: asArray(args, "args").map((arg) => asText(arg, "an argument")),
    env: decodeEnv(asObject(env, "env")),
    seed: asNullable(seed, "seed", asSeed),
    terminals: decodeTerminals(asObject(terminals, "terminals")),
    colour: asFlag(fields.colour, "colour"),
    maxHeapBytes: asCount(maxHeapBytes, "maxHeapBytes"),
    keep: asFlag(fields.keep, "keep"),
    renewInput: asFlag(fields.renewInput, "renewInput"),
    filesIn: asFlag(fields.filesIn, "filesIn"),
    filesOut: asFlag(fields.filesOut, "filesOut"),
    display: asFlag(fields.display, "display"),
  };
}

function decodeEnv(fields: Fields): Setting["env"] {
  for (const value of Object.values(fields)) asText(value, "a variable");
  return fields as Setting["env"];
}

function asSeed(value: unknown, name: string): string {
  const text = asText(value, name);
  if (!/^-?\d+$/.test(text)) throw new MessageError(`${name} is no whole number in decimal`);
  return text;
}

function decodeTerminals(fields: Fields): TerminalView {
  return {
    stdin: asFlag(fields.stdin, "terminals.stdin"),
    stdout: asFlag(fields.stdout, "terminals.stdout"),
    stderr: asFlag(fields.stderr, "terminals.stderr"),
    columns: asCount(fields.columns, "columns"),
    rows: asCount(fields.rows, "rows"),
  };
}
