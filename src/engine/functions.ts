/** TRUSTED. Host functions that a program is given: their names, what the program can read of them, and what they do. */
import type { Json } from "../core/outcome.ts";
import type { FunctionSpec } from "../host/jail_calls.ts";
import { formatSize } from "../core/units.ts";
import { ProgramError, show } from "./program_error.ts";
import { reservedProblem } from "./reserved_names.ts";

/** A function of the host's that a program may call. */
export interface HostFunction {
  /** What `help` shows of it. */
  readonly description?: string | null;
  /** The JSON Schema of its arguments, by name: an object with `properties`. It is shown, and checks nothing. */
  readonly parameters?: object | null;
  /**
   * What it does; may be left out where `SubmitOptions.onCall` answers. The arguments are claims of the program's, and what is returned
   * has to be JSON. What is thrown is raised in the program, as Python's own exception where its name is one.
   *
   * @param signal aborted when the program waits for the answer no more.
   */
  readonly call?: (
    args: Json[],
    kwargs: { [name: string]: Json },
    signal: AbortSignal,
  ) => unknown;
}

/** Functions by name. */
export type HostFunctions = Readonly<Record<string, HostFunction>>;

/** A value that is too large for a program. */
export class CallValueError extends TypeError {
  override readonly name = "CallValueError";
}

const MOST_FUNCTIONS = 128;
const LONGEST_NAME = 128;

/** Most bytes of all names, descriptions and parameters, as JSON: about. */
const LARGEST_SPECS = 1024 * 1024;

/** How deep parameters may be nested: Python reads them, and must not run out of stack. */
const DEEPEST_PARAMETERS = 64;

/** What a program is told of its functions. @throws {ProgramError} */
export function checkFunctions(given: unknown): FunctionSpec[] {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new ProgramError(`functions: expected an object; got ${show(given)}`);
  }
  const entries = Object.entries(given);
  if (entries.length > MOST_FUNCTIONS) {
    throw new ProgramError(`functions: expected at most ${MOST_FUNCTIONS}; got ${entries.length}`);
  }
  const specs = entries.map(([name, value]) => checkFunction(name, value));
  const { length } = JSON.stringify(specs);
  if (length <= LARGEST_SPECS) return specs;
  const most = formatSize(LARGEST_SPECS);
  throw new ProgramError(`functions: expected at most ${most} of JSON; got ${length} characters`);
}

function checkFunction(name: string, given: unknown): FunctionSpec {
  const where = `functions ${show(name)}`;
  const problem = nameProblem(name);
  if (problem !== null) throw new ProgramError(`${where}: ${problem}`);
  if (typeof given !== "object" || given === null) {
    throw new ProgramError(`${where}: expected an object; got ${show(given)}`);
  }
  const { description = null, parameters = null } = given as Record<string, unknown>;
  if (description !== null && typeof description !== "string") {
    throw new ProgramError(`${where}: expected a string as description; got ${show(description)}`);
  }
  if (description?.isWellFormed() === false) {
    throw new ProgramError(`${where}: expected whole characters; got half of a surrogate pair`);
  }
  if (typeof parameters !== "object" || Array.isArray(parameters)) {
    throw new ProgramError(`${where}: expected a schema as parameters; got ${show(parameters)}`);
  }
  if (isDeeper(parameters, DEEPEST_PARAMETERS)) {
    const expected = `parameters nested at most ${DEEPEST_PARAMETERS} deep`;
    throw new ProgramError(`${where}: expected ${expected}`);
  }
  return { name, description, parameters };
}

function nameProblem(name: string): string | null {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name.length > LONGEST_NAME) {
    return `expected a name of at most ${LONGEST_NAME} letters, digits and underscores`;
  }
  return reservedProblem(name);
}

function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return most === 0 || Object.values(value).some((part) => isDeeper(part, most - 1));
}
