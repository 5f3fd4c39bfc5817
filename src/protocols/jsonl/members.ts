/** TRUSTED. The members of one request: a line's JSON, read within bounds of time and memory; own members only, refused by name. */
import { type JsonBounds, parseInSteps } from "../../core/json.ts";
import { hasAtMost, ProgramError, shorten, show } from "../../engine/program.ts";
import { nearName } from "../../core/near_name.ts";
import { MEBIBYTE } from "../../core/units.ts";

/** What a client names a request by: echoed in its answer as it was given. */
export type Id = string | number;

/** The request cannot be done as it stands: says which member, what was expected and what was given. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  /** The request's own id, as far as it could be read. */
  readonly id: Id | null;

  constructor(message: string, id: Id | null) {
    super(message);
    this.id = id;
  }
}

/** Most characters of an id. */
const LONGEST_ID = 256;

/** Most names in a line. */
export const MOST_LINE_NAMES = 8192;

/**
 * More than a request has: its own members, an array of arguments, objects of variables and of files, and one for each file; inputs are not among it. 16 MiB of brackets, or of names,
 * would keep the process busy for seconds, in which no other request is served, and take 900 MB.
 */
export const REQUEST_BOUNDS: JsonBounds = {
  depth: 64,
  containers: 1024,
  values: 65_536,
  names: MOST_LINE_NAMES,
  nameUnits: MEBIBYTE,
  shortUnits: 4 * MEBIBYTE,
  otherUnits: MEBIBYTE,
};

/** The members that were given. One that is null was not given. */
export class Members {
  readonly id: Id | null;
  readonly #given: ReadonlyMap<string, unknown>;
  readonly #names: ReadonlySet<string>;

  /**
   * @param known every name that a request may use.
   * @throws {RequestError} for a name that is not known, or an id that cannot be echoed.
   */
  constructor(object: object, known: readonly string[]) {
    // A map of the own members: one named __proto__ is a name like any other, and none comes from a prototype.
    this.#given = new Map(Object.entries(object).filter(([, value]) => value !== null));
    this.#names = new Set(Object.keys(object));
    const id = this.get("id");
    this.id = isId(id) ? id : null;
    const unknown = Object.keys(object).find((name) => !known.includes(name));
    if (unknown !== undefined) {
      const near = nearName(unknown, known);
      const hint = near === null ? "" : ` (did you mean '${near}'?)`;
      throw this.error(`Unknown member '${shorten(unknown)}'${hint}`);
    }
    if (id !== undefined && this.id === null) {
      const expected =
        `a string of at most ${LONGEST_ID} characters, or a number from -(2^53 - 1) to 2^53 - 1`;
      throw this.mismatch("id", expected, id);
    }
  }

  /** The names that were given. */
  names(): string[] {
    return [...this.#given.keys()];
  }

  /** The value of a member; undefined where it was not given. */
  get(name: string): unknown {
    return this.#given.get(name);
  }

  /** Whether a member was given, be it as null. */
  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** What the engine makes of a member's value; `absent` where that was not given. @throws {RequestError} */
  checked<T, Absent>(name: string, check: (value: unknown) => T, absent: Absent): T | Absent {
    const value = this.get(name);
    if (value === undefined) return absent;
    try {
      return check(value);
    } catch (error) {
      throw error instanceof ProgramError ? this.error(error.message) : error;
    }
  }

  /** Whether a member that can only be true or false is true. */
  flag(name: string): boolean {
    const value = this.get(name) ?? false;
    if (typeof value !== "boolean") throw this.mismatch(name, "true or false", value);
    return value;
  }

  /** What is wrong with a member. */
  mismatch(name: string, expected: string, got: unknown): RequestError {
    return this.error(`${name}: expected ${expected}; got ${show(got)}`);
  }

  /** What is wrong with the request. */
  error(message: string): RequestError {
    return new RequestError(message, this.id);
  }
}

/** Whether the value can be echoed as it was given. Of larger whole numbers JSON's reader has lost digits. */
export function isId(value: unknown): value is Id {
  if (typeof value === "number") return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return typeof value === "string" && hasAtMost(value, LONGEST_ID) && value.isWellFormed();
}

/** The object on a line, read in steps between which others can get their turn. @throws {RequestError} */
export function* readObject(text: string): Generator<void, object> {
  let value: unknown;
  try {
    value = yield* parseInSteps(text, REQUEST_BOUNDS);
  } catch (error) {
    throw new RequestError(`Invalid JSON input: ${(error as SyntaxError).message}`, null);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new RequestError("Input is not a JSON object", null);
  }
  return value;
}
