/**
 * TRUSTED. Values that a program finds as global names. They are kept as the JSON that they came as, and read by Python alone, so that
 * numbers stay what they are and a table of a million values costs no more here than its bytes.
 */
import {
  JsonOutline,
  OutlineError,
  type OutlineMember,
  type OutlineRules,
} from "../core/json_outline.ts";
import type { Json } from "../core/outcome.ts";
import { RawJson } from "../core/raw_json.ts";
import { formatSize, MEBIBYTE } from "../core/units.ts";
import type { HostFunctions } from "./functions.ts";
import { ProgramError, shorten, show } from "./program_error.ts";
import { reservedProblem } from "./reserved_names.ts";

/** A value that a program is given. */
export type InputValue =
  | Json
  | bigint
  | RawJson
  | readonly InputValue[]
  | { readonly [name: string]: InputValue };

/** As deep as a result may be: what one program has answered, the next one can be given. */
export const DEEPEST = 100;

const MOST_NAMES = 1000;

/** As long as a line of a client may be. */
const LARGEST_BYTES = 16 * MEBIBYTE;

/** Of an object whose members are the inputs: one level around the values. */
const RULES: OutlineRules = { depth: DEEPEST + 1, members: Infinity, names: null, isFinal: false };

/** No name of a program is longer. */
const LONGEST_NAME = 256;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Inputs that were checked: the text of an object of JSON, in UTF-8. Made by `checkInputs` and `toInputs`. */
export class Inputs {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of its members. */
  readonly names: readonly string[];

  constructor(bytes: Uint8Array<ArrayBuffer>, names: readonly string[]) {
    this.bytes = bytes;
    this.names = names;
  }
}

/** The inputs of a program. @throws {ProgramError} where they are none. */
export function checkInputs(given: unknown): Inputs {
  if (given instanceof Inputs) return given;
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new ProgramError(`inputs: expected an object; got ${show(given)}`);
  }
  const text = given instanceof RawJson ? given.text : memberTexts(given, "inputs", 0);
  const bytes = encoder.encode(text);
  try {
    const outline = new JsonOutline(RULES);
    outline.add(bytes);
    return toInputs(bytes, outline.end().map(({ name }) => nameAt(bytes, name)));
  } catch (error) {
    throw error instanceof OutlineError ? new ProgramError(`inputs: ${error.message}`) : error;
  }
}

/**
 * Inputs of a text that is known to be an object of JSON no deeper than inputs may be.
 *
 * @param names of its members.
 * @throws {ProgramError} where one is no name of Python's, or there is too much.
 */
export function toInputs(bytes: Uint8Array<ArrayBuffer>, names: readonly string[]): Inputs {
  if (bytes.length > LARGEST_BYTES) {
    const most = formatSize(LARGEST_BYTES);
    throw new ProgramError(`inputs: expected at most ${most} of JSON; got ${bytes.length} bytes`);
  }
  if (names.length > MOST_NAMES) {
    throw new ProgramError(`inputs: expected at most ${MOST_NAMES} names; got ${names.length}`);
  }
  for (const name of names) {
    const problem = nameProblem(name);
    if (problem !== null) throw new ProgramError(`inputs ${show(name)}: ${problem}`);
  }
  return new Inputs(bytes, names);
}

/** @throws {ProgramError} where a value would take the name of a function. */
export function checkNoFunctions(inputs: Inputs, functions: HostFunctions): void {
  const name = inputs.names.find((name) => Object.hasOwn(functions, name));
  if (name === undefined) return;
  throw new ProgramError(
    `inputs ${show(name)}: expected a name that none of functions has; both have it`,
  );
}

/** The text of a member's name, which is a string of JSON by itself. */
export function nameAt(bytes: Uint8Array, { start, end }: OutlineMember["name"]): string {
  return JSON.parse(decoder.decode(bytes.subarray(start, end)));
}

/** Why a program could not use a name; null where it can. */
function nameProblem(name: string): string | null {
  const reserved = reservedProblem(name);
  if (reserved !== null) return reserved;
  if (name.length > LONGEST_NAME) return `expected a name of at most ${LONGEST_NAME} characters`;
  if (!/^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(name)) {
    return "expected a name as Python has them: letters, digits and underscores";
  }
  // Python reads a name in a program in this form, so that nothing would ever find another one.
  const normal = name.normalize("NFKC");
  return normal === name ? null : `expected ${show(normal)}, which is what Python reads for it`;
}

/** The JSON of a value, whose whole numbers are exact. `where` names it in messages. */
function textOf(value: unknown, where: string, level: number): string {
  switch (typeof value) {
    case "string":
    case "boolean":
      return JSON.stringify(value);
    case "bigint":
      return String(value);
    case "number":
      if (Number.isFinite(value)) return Object.is(value, -0) ? "-0.0" : JSON.stringify(value);
      throw new ProgramError(`${where}: expected a finite number; got ${value}`);
    case "object":
      if (value === null) return "null";
      if (value instanceof RawJson) return value.text;
      if (level === DEEPEST) {
        throw new ProgramError(
          `${where}: expected arrays and objects nested at most ${DEEPEST} deep`,
        );
      }
      if (Array.isArray(value)) {
        return `[${value.map((item, at) => textOf(item, `${where}[${at}]`, level + 1)).join(",")}]`;
      }
      if ([Object.prototype, null].includes(Object.getPrototypeOf(value))) {
        return memberTexts(value, where, level + 1);
      }
  }
  throw new ProgramError(`${where}: expected a value that JSON has; got ${kindOf(value)}`);
}

function memberTexts(value: object, where: string, level: number): string {
  const members = Object.entries(value).map(([name, member]) =>
    `${JSON.stringify(name)}:${textOf(member, `${where} '${shorten(name)}'`, level)}`
  );
  return `{${members.join(",")}}`;
}

function kindOf(value: unknown): string {
  const name = Object.prototype.toString.call(value).slice(8, -1);
  return typeof value === "object" ? `an object of type ${name}` : typeof value;
}
