/** TRUSTED. A request in the form of SandboxFusion's `POST /run_code`: read within bounds, and made a program and its limits. */
import { parseInSteps } from "../../core/json.ts";
import { type Limits, SMALLEST_HEAP_BYTES } from "../../core/limits.ts";
import { formatDuration, MEBIBYTE } from "../../core/units.ts";
import {
  checkCode,
  checkFiles,
  checkOutputs,
  checkStdin,
  ProgramError,
  show,
} from "../../engine/program.ts";
import { Members, REQUEST_BOUNDS, RequestError } from "../jsonl/members.ts";

/** A program to run, and what of it the answer is to have. */
export interface RunCode {
  readonly code: Uint8Array<ArrayBuffer>;
  readonly stdin: Uint8Array<ArrayBuffer> | null;
  readonly files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** Names of files, none of them a pattern. */
  readonly fetched: readonly string[];
  readonly limits: Partial<Limits>;
}

/** The request is none that can be done. `detail` is what its sender should get, in the form of FastAPI. */
export class RunCodeError extends Error {
  override readonly name = "RunCodeError";
  readonly detail: readonly object[];

  constructor(message: string, where: readonly string[] = [], type = "value_error") {
    super(message);
    this.detail = [{ type, loc: ["body", ...where], msg: message }];
  }
}

const MEMBERS = [
  ...["code", "language", "stdin", "files", "fetch_files", "run_timeout", "memory_limit_MB"],
] as const;

/** What a request has that names no time, in seconds: as there. */
const DEFAULT_TIMEOUT_S = 10;

/** Files whose names have this are left out: as there. */
const IGNORED = "IGNORE_THIS_FILE";

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * The program of a body, in steps between which others can get their turn. Members that are not known are passed over, and `compile_timeout` with them: nothing is compiled.
 *
 * @param ceilings the server's own limits. More time is refused; of memory the smaller amount holds, as clients ask for much by default.
 * @throws {RunCodeError}
 */
export function* readRunCode(body: Uint8Array, ceilings: Limits): Generator<void, RunCode> {
  const members = yield* membersOf(body);
  const language = members.get("language");
  if (language !== "python") {
    throw new RunCodeError("Input should be 'python'", ["language"], "literal_error");
  }
  if (members.get("code") === undefined) {
    throw new RunCodeError("Field required", ["code"], "missing");
  }
  try {
    return {
      code: members.checked("code", checkCode, null)!,
      stdin: members.checked("stdin", checkStdin, null),
      files: members.checked("files", readFiles, null) ?? {},
      fetched: members.checked("fetch_files", readNames, []),
      limits: {
        timeoutMs: timeoutOf(members, ceilings),
        maxHeapBytes: memoryOf(members, ceilings),
      },
    };
  } catch (error) {
    throw error instanceof RequestError ? new RunCodeError(error.message) : error;
  }
}

function* membersOf(body: Uint8Array): Generator<void, Members> {
  let value: unknown;
  try {
    value = yield* parseInSteps(decoder.decode(body), REQUEST_BOUNDS);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    throw new RunCodeError(`JSON decode error: ${error.message}`, [], "json_invalid");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new RunCodeError("Input should be a valid dictionary", [], "model_attributes_type");
  }
  const given = new Map(Object.entries(value));
  return new Members(
    Object.fromEntries(MEMBERS.map((name) => [name, given.get(name) ?? null])),
    MEMBERS,
  );
}

function readFiles(given: unknown): Record<string, Uint8Array<ArrayBuffer>> {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new ProgramError(`files: expected an object; got ${show(given)}`);
  }
  const files: Record<string, Uint8Array<ArrayBuffer>> = Object.create(null);
  for (const [path, contents] of Object.entries(given)) {
    if (contents === null || path.includes(IGNORED)) continue;
    try {
      files[path] = Uint8Array.fromBase64(contents);
    } catch {
      throw new ProgramError(`files ${show(path)}: expected base64; got ${show(contents)}`);
    }
  }
  const checked: Record<string, Uint8Array<ArrayBuffer>> = Object.create(null);
  for (const { path, contents } of checkFiles(files)) checked[path] = contents;
  return checked;
}

function readNames(given: unknown): readonly string[] {
  try {
    return checkOutputs(given);
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    throw new ProgramError(error.message.replace(/^outputs/, "fetch_files"));
  }
}

function timeoutOf(members: Members, { timeoutMs }: Limits): number {
  const seconds = members.get("run_timeout") ?? DEFAULT_TIMEOUT_S;
  if (typeof seconds !== "number" || !(seconds > 0) || seconds > 1e9) {
    throw members.mismatch("run_timeout", "a number of seconds above 0", seconds);
  }
  const milliseconds = Math.max(1, Math.round(seconds * 1000));
  if (timeoutMs === null || milliseconds <= timeoutMs) return milliseconds;
  // One that asks for nothing gets what there is.
  if (members.get("run_timeout") === undefined) return timeoutMs;
  throw members.error(
    `run_timeout: expected at most ${formatDuration(timeoutMs)}, the server's --timeout; ` +
      `got ${formatDuration(milliseconds)}`,
  );
}

function memoryOf(members: Members, { maxHeapBytes }: Limits): number {
  const megabytes = members.get("memory_limit_MB") ?? -1;
  if (typeof megabytes !== "number" || !Number.isInteger(megabytes)) {
    throw members.mismatch("memory_limit_MB", "a whole number of megabytes, or -1", megabytes);
  }
  if (megabytes <= 0) return maxHeapBytes;
  return Math.min(maxHeapBytes, Math.max(SMALLEST_HEAP_BYTES, megabytes * MEBIBYTE));
}
