/** TRUSTED. The members of one request: own members only, read by name, and refused by name. */
import { nearName } from "./near_name.ts";

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

/** Most characters of what was given that a message repeats. */
const LONGEST_SHOWN = 64;

/** What was given under names. A member that is null was not given. */
export class Members {
  readonly id: Id | null;
  readonly #given: ReadonlyMap<string, unknown>;

  /**
   * @param known every name that a request may use.
   * @throws {RequestError} for a name that is not known, or an id that cannot be echoed.
   */
  constructor(object: object, known: readonly string[]) {
    // A map of the own members: one named __proto__ is a name like any other, and none comes from a prototype.
    this.#given = new Map(Object.entries(object).filter(([, value]) => value !== null));
    const id = this.get("id");
    this.id = isId(id) ? id : null;
    const unknown = Object.keys(object).find((name) => !known.includes(name));
    if (unknown !== undefined) {
      const near = nearName(unknown, known);
      const hint = near === null ? "" : ` (did you mean '${near}'?)`;
      throw this.error(`Unknown member '${shortened(unknown)}'${hint}`);
    }
    if (id !== undefined && this.id === null) {
      const expected =
        `a string of at most ${LONGEST_ID} characters, or a number from -(2^53 - 1) to 2^53 - 1`;
      throw this.refusal("id", expected, id);
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

  /** The text of a member of whole characters; undefined where it was not given. */
  text(name: string): string | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    if (typeof value !== "string") throw this.refusal(name, "a string", value);
    this.checkCharacters(name, value);
    return value;
  }

  /** Half a character has no form in UTF-8: another one would stand in its place. */
  checkCharacters(name: string, text: string): void {
    if (!text.isWellFormed()) {
      throw this.error(`${name}: expected whole characters; got half of a surrogate pair`);
    }
  }

  /** Whether a member that can only be true or false is true. */
  flag(name: string): boolean {
    const value = this.get(name) ?? false;
    if (typeof value !== "boolean") throw this.refusal(name, "true or false", value);
    return value;
  }

  /** What is wrong with a member. */
  refusal(name: string, expected: string, got: unknown): RequestError {
    return this.error(`${name}: expected ${expected}; got ${show(got)}`);
  }

  /** What is wrong with the request. */
  error(message: string): RequestError {
    return new RequestError(message, this.id);
  }
}

/** Whether the text has at most so many characters, each of them counted once. */
export function isWithin(text: string, most: number): boolean {
  return text.length <= most || text.length <= 2 * most && [...text].length <= most;
}

/** Whether the value can be echoed as it was given. Of larger whole numbers JSON's reader has lost digits. */
export function isId(value: unknown): value is Id {
  if (typeof value === "number") return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return typeof value === "string" && isWithin(value, LONGEST_ID) && value.isWellFormed();
}

/** A value of JSON, short enough for a message. */
export function show(value: unknown): string {
  if (typeof value === "string") return `'${shortened(value)}'`;
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

function shortened(text: string): string {
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}...`;
}
