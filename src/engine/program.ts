/**
 * TRUSTED. What a program is to the engine: its source and what it sees, each checked once. Protocols check the form of what they
 * receive and take the rules for values from here.
 */
import { pathProblem } from "../core/file_names.ts";
import { formatSize, MEBIBYTE } from "../core/units.ts";
import type { FunctionSpec } from "../host/jail_calls.ts";
import { checkFunctions, type HostFunctions } from "./functions.ts";
import { checkInputs, checkNoFunctions, type Inputs, type InputValue } from "./inputs.ts";
import { ProgramError, shorten, show } from "./program_error.ts";

export { ProgramError, shorten, show };

/** A program to run. */
export interface Program {
  /** The source: text, or UTF-8. At most 16 MiB. */
  readonly code: string | Uint8Array<ArrayBuffer>;
  /**
   * What the program is called: `sys.argv[0]`, the file in tracebacks, and where the source stands in the sandbox. A path, of at most
   * 4,096 characters. Without one it is a program as by `python -c`.
   */
  readonly name?: string | null;
  /** `sys.argv[1:]`. At most 1 MiB together. */
  readonly args?: readonly string[];
  /** The only environment variables that the program sees. At most 1 MiB together. */
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input; a program without one finds it empty. */
  readonly stdin?: string | Uint8Array<ArrayBuffer> | null;
  /** Makes entropy and clocks reproducible: from 0 to 2^64 - 1. */
  readonly seed?: bigint | number | null;
  /** Files that the program finds in its working directory, by path: text, or bytes. At most 1,000. */
  readonly files?: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>;
  /** Patterns of the files that are wanted when the program has ended, such as `*.png` or `out/**`. At most 100. */
  readonly outputs?: readonly string[] | null;
  /** Functions of the host's that the program finds as global names. At most 128. */
  readonly functions?: HostFunctions;
  /**
   * Values that the program finds as global names. What JavaScript has as a number without a fraction is a whole number in Python; a
   * `bigint`, and a `RawJson` of an earlier result, are exactly what they are. At most 1,000 names and 16 MiB of JSON, 100 levels deep.
   */
  readonly inputs?: Readonly<Record<string, InputValue>> | Inputs | null;
  /** Whether what the program shows is wanted, by `display(...)`, by its last value, and by figures that it leaves open. */
  readonly display?: boolean;
}

/** A file that a program is given. */
export interface ProgramFile {
  readonly path: string;
  readonly contents: Uint8Array<ArrayBuffer>;
}

/** A program whose values were checked, as the engine holds it. */
export interface CheckedProgram {
  readonly code: Uint8Array<ArrayBuffer>;
  /** Null where none was given. */
  readonly name: string | null;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Null where none was given. */
  readonly stdin: Uint8Array<ArrayBuffer> | null;
  readonly seed: bigint | null;
  readonly files: readonly ProgramFile[];
  /** Null where no files are wanted. */
  readonly outputs: readonly string[] | null;
  /** Null where none were given. */
  readonly inputs: Inputs | null;
  readonly display: boolean;
  readonly functions: readonly FunctionSpec[];
}

/** No program is larger; what is, is data. */
const LARGEST_SOURCE_BYTES = 16 * MEBIBYTE;

/** Most bytes of arguments and of variables, each with the byte that ends it: what a system gives a process. */
const LARGEST_STRINGS_BYTES = MEBIBYTE;

/** Most files that a program is given, most patterns of those that are wanted, and most characters of a path. */
const MOST_FILES = 1000;
const MOST_PATTERNS = 100;
const LONGEST_PATH = 1024;

/** Most characters of a program's name: as many as a path has on Linux. */
const LONGEST_NAME = 4096;

const LARGEST_SEED = 2n ** 64n - 1n;

/** Most characters of a session's name. */
const LONGEST_SESSION = 128;

const encoder = new TextEncoder();

/** The program, checked. @throws {ProgramError} */
export function checkProgram(program: Program): CheckedProgram {
  const { code, name, args, env, stdin, seed, files, outputs, inputs, display, functions } =
    program;
  const values = inputs === undefined || inputs === null ? null : checkInputs(inputs);
  const specs = checkFunctions(functions ?? {});
  if (values !== null) checkNoFunctions(values, functions ?? {});
  return {
    code: checkCode(code),
    name: name === undefined || name === null ? null : checkName(name),
    args: checkArgs(args ?? []),
    env: checkEnv(env ?? {}),
    stdin: stdin === undefined || stdin === null ? null : toBytes("stdin", stdin),
    seed: seed === undefined || seed === null ? null : checkSeed(seed),
    files: checkFiles(files ?? {}),
    outputs: outputs === undefined || outputs === null ? null : checkOutputs(outputs),
    inputs: values,
    display: checkDisplay(display ?? false),
    functions: specs,
  };
}

/** The source as UTF-8. @throws {ProgramError} */
export function checkCode(code: unknown): Uint8Array<ArrayBuffer> {
  const bytes = toBytes("code", code);
  if (bytes.length <= LARGEST_SOURCE_BYTES) return bytes;
  const most = formatSize(LARGEST_SOURCE_BYTES);
  throw new ProgramError(`code: expected at most ${most} of UTF-8; got ${bytes.length} bytes`);
}

function checkName(name: unknown): string {
  checkProcessString("name", name);
  if (name !== "" && hasAtMost(name, LONGEST_NAME)) return name;
  throw mismatch("name", `a path of 1 to ${LONGEST_NAME} characters`, name);
}

/** Standard input as bytes. @throws {ProgramError} */
export function checkStdin(stdin: unknown): Uint8Array<ArrayBuffer> {
  return toBytes("stdin", stdin);
}

/** `sys.argv[1:]`. @throws {ProgramError} */
export function checkArgs(args: unknown): readonly string[] {
  if (!Array.isArray(args)) throw mismatch("args", "an array of strings", args);
  for (const [at, value] of args.entries()) checkProcessString(`args[${at}]`, value);
  checkTotal("args", args);
  return args;
}

/** Environment variables, in an object without a prototype. @throws {ProgramError} */
export function checkEnv(given: unknown): Readonly<Record<string, string>> {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw mismatch("env", "an object of strings", given);
  }
  const env: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(given)) {
    if (name === "" || name.includes("=")) {
      throw mismatch("env", "names of at least one character, without '='", name);
    }
    checkProcessString("a name in env", name);
    checkProcessString(`env ${show(name)}`, value);
    env[name] = value;
  }
  checkTotal("env", Object.entries(env).flat());
  return env;
}

/** The seed: a whole number of 64 bits, or the digits of one. @throws {ProgramError} */
export function checkSeed(given: unknown): bigint {
  const isWhole = typeof given === "bigint" || Number.isSafeInteger(given) ||
    typeof given === "string" && /^\d{1,20}$/.test(given);
  const seed = isWhole ? BigInt(given as bigint | number | string) : -1n;
  if (seed >= 0n && seed <= LARGEST_SEED) return seed;
  const expected = `a whole number from 0 to 2^53 - 1, or the digits of one up to ${LARGEST_SEED}`;
  throw mismatch("seed", expected, given);
}

/** The files of a program. @throws {ProgramError} */
export function checkFiles(given: unknown): ProgramFile[] {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw mismatch("files", "an object", given);
  }
  const paths = Object.keys(given);
  if (paths.length > MOST_FILES) {
    throw new ProgramError(`files: expected at most ${MOST_FILES}; got ${paths.length}`);
  }
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [path, contents] of Object.entries(given)) {
    const name = `files ${show(path)}`;
    const problem = pathProblem(checkText("a path in files", path));
    if (problem !== null) {
      throw new ProgramError(`${name}: expected a path that leads down; ${problem}`);
    }
    if (path.length > LONGEST_PATH) {
      throw new ProgramError(`${name}: expected at most ${LONGEST_PATH} characters`);
    }
    files.set(path, toBytes(name, contents));
  }
  for (const path of paths) {
    for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
      if (!files.has(path.slice(0, at))) continue;
      throw new ProgramError(`files: ${show(path.slice(0, at))} is a file; ${show(path)} is in it`);
    }
  }
  return [...files].map(([path, contents]) => ({ path, contents }));
}

/** Patterns of wanted files. @throws {ProgramError} */
export function checkOutputs(given: unknown): readonly string[] {
  if (!Array.isArray(given)) throw mismatch("outputs", "an array of patterns", given);
  if (given.length > MOST_PATTERNS) {
    throw new ProgramError(`outputs: expected at most ${MOST_PATTERNS}; got ${given.length}`);
  }
  for (const [at, pattern] of given.entries()) {
    const problem = pathProblem(checkText(`outputs[${at}]`, pattern));
    const isLong = pattern.length > LONGEST_PATH;
    if (problem === null && !isLong) continue;
    const why = problem ?? `it is longer than ${LONGEST_PATH} characters`;
    throw new ProgramError(`outputs[${at}]: expected a pattern of paths that lead down; ${why}`);
  }
  return given;
}

function checkDisplay(given: unknown): boolean {
  if (typeof given === "boolean") return given;
  throw mismatch("display", "true or false", given);
}

/**
 * The name of a session.
 *
 * @param source what gave the name, for the message.
 * @throws {ProgramError}
 */
export function checkSessionName(source: string, name: unknown): string {
  const text = checkText(source, name);
  if (text !== "" && hasAtMost(text, LONGEST_SESSION)) return text;
  throw mismatch(source, `a name of 1 to ${LONGEST_SESSION} characters`, text);
}

/** Whether the text has at most so many characters, each of them counted once. */
export function hasAtMost(text: string, most: number): boolean {
  return text.length <= most || text.length <= 2 * most && [...text].length <= most;
}

function toBytes(name: string, value: unknown): Uint8Array<ArrayBuffer> {
  if (value instanceof Uint8Array) return value as Uint8Array<ArrayBuffer>;
  return encoder.encode(checkText(name, value));
}

/** Text of whole characters: half a surrogate pair has no form in UTF-8, and would be replaced by another character. */
function checkText(name: string, value: unknown): string {
  if (typeof value !== "string") throw mismatch(name, "a string", value);
  if (value.isWellFormed()) return value;
  throw new ProgramError(`${name}: expected whole characters; got half of a surrogate pair`);
}

/** What a system can hand to a process: whole characters, and none that ends a text. */
function checkProcessString(name: string, value: unknown): asserts value is string {
  if (typeof value !== "string") throw mismatch(name, "a string", value);
  if (value.includes("\0")) throw new ProgramError(`${name}: expected no NUL; got one`);
  checkText(name, value);
}

function checkTotal(name: string, texts: readonly string[]): void {
  // Of one text: to encode each of many short ones takes ten times as long.
  const bytes = texts.length === 0 ? 0 : encoder.encode(texts.join("\0")).length + 1;
  if (bytes <= LARGEST_STRINGS_BYTES) return;
  const most = formatSize(LARGEST_STRINGS_BYTES);
  throw new ProgramError(`${name}: expected at most ${most} in all; got ${bytes} bytes`);
}

function mismatch(name: string, expected: string, got: unknown): ProgramError {
  return new ProgramError(`${name}: expected ${expected}; got ${show(got)}`);
}
