/** One row of JSON Lines: a program, what it is given, and what is expected of it. */
import { type JsonBounds, parseJson } from "../../core/json.ts";
import { nearName } from "../../core/near_name.ts";
import { EXPECTABLE, type Status } from "../../core/outcome.ts";
import { MEBIBYTE } from "../../core/units.ts";
import {
  checkArgs,
  checkCode,
  checkStdin,
  hasAtMost,
  ProgramError,
  shorten,
  show,
} from "../../engine/program.ts";
import type { Expectation } from "../program.ts";

/** What a program is run with, and what is expected of it then. */
export interface Case {
  readonly args: readonly string[];
  readonly stdin: Uint8Array<ArrayBuffer> | null;
  readonly expected: Expectation;
}

/** A row. */
export interface Row {
  readonly id: string | number | null;
  readonly code: Uint8Array<ArrayBuffer>;
  /** At least one. */
  readonly cases: readonly Case[];
  /** Whether they were given as such: then each of them has a number. */
  readonly hasCases: boolean;
}

/** The row is none: says which member, what was expected and what was given. */
export class RowError extends Error {
  override readonly name = "RowError";
}

/** More than a row has: its members, and those of a thousand cases. */
const ROW_BOUNDS: JsonBounds = {
  depth: 8,
  containers: 32_768,
  values: 131_072,
  names: 65_536,
  nameUnits: MEBIBYTE,
  shortUnits: 4 * MEBIBYTE,
  otherUnits: MEBIBYTE,
};

/** Most characters of an id. */
const LONGEST_ID = 256;

const CASE_MEMBERS = ["stdin", "args", "expect"];
const ROW_MEMBERS = ["id", "code", ...CASE_MEMBERS, "cases"];
const EXPECT_MEMBERS = ["status", "exitCode", "stdout", "trimEnd"];

/**
 * The row on one line.
 *
 * @param status what is expected where the row does not say.
 * @throws {RowError}
 */
export function readRow(line: string, status: Status): Row {
  let value: unknown;
  try {
    value = parseJson(line, ROW_BOUNDS);
  } catch (error) {
    throw new RowError(`expected a JSON object; ${(error as SyntaxError).message}`);
  }
  const row = members("the line", value, ROW_MEMBERS);
  const given = row.get("cases");
  const code = checked(() => checkCode(row.get("code")));
  const id = readId(row.get("id"));
  if (given === undefined) {
    return { id, code, cases: [readCase(row, "", status)], hasCases: false };
  }
  const second = CASE_MEMBERS.find((name) => row.has(name));
  if (second !== undefined) throw new RowError(`'cases' and '${second}' exclude each other`);
  if (!Array.isArray(given) || given.length === 0) {
    throw new RowError(`cases: expected an array of at least one object; got ${show(given)}`);
  }
  const cases = given.map((one, at) => {
    const name = `cases[${at}]`;
    return readCase(members(name, one, CASE_MEMBERS), `${name}.`, status);
  });
  return { id, code, cases, hasCases: true };
}

type Members = ReadonlyMap<string, unknown>;

/** Own members of an object; one that is null was not given. */
function members(name: string, value: unknown, known: readonly string[]): Members {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new RowError(`${name}: expected a JSON object; got ${show(value)}`);
  }
  const unknown = Object.keys(value).find((member) => !known.includes(member));
  if (unknown !== undefined) {
    const near = nearName(unknown, known);
    const hint = near === null ? `expected ${known.join(", ")}` : `did you mean '${near}'?`;
    throw new RowError(`${name}: unknown member '${shorten(unknown)}' (${hint})`);
  }
  return new Map(Object.entries(value).filter(([, member]) => member !== null));
}

function readId(id: unknown): string | number | null {
  if (id === undefined) return null;
  if (typeof id === "string" && id !== "" && id.isWellFormed() && hasAtMost(id, LONGEST_ID)) {
    return id;
  }
  if (Number.isSafeInteger(id)) return id as number;
  const expected = `a string of 1 to ${LONGEST_ID} characters, or a whole number below 2^53`;
  throw new RowError(`id: expected ${expected}; got ${show(id)}`);
}

function readCase(given: Members, prefix: string, status: Status): Case {
  const [args, stdin] = [given.get("args"), given.get("stdin")];
  return {
    args: args === undefined ? [] : checked(() => checkArgs(args), prefix),
    stdin: stdin === undefined ? null : checked(() => checkStdin(stdin), prefix),
    expected: readExpectation(given.get("expect"), `${prefix}expect`, status),
  };
}

function readExpectation(given: unknown, name: string, status: Status): Expectation {
  if (given === undefined) return { status, exitCode: null, stdout: null };
  const expect = members(name, given, EXPECT_MEMBERS);
  const [exitCode, text, trimEnd = false] = ["exitCode", "stdout", "trimEnd"].map((member) =>
    expect.get(member)
  );
  if (exitCode !== undefined && !(Number.isInteger(exitCode) && isByte(exitCode as number))) {
    throw new RowError(
      `${name}.exitCode: expected a whole number from 0 to 255; got ${show(exitCode)}`,
    );
  }
  if (text !== undefined && (typeof text !== "string" || !text.isWellFormed())) {
    throw new RowError(`${name}.stdout: expected a string of whole characters; got ${show(text)}`);
  }
  if (typeof trimEnd !== "boolean") {
    throw new RowError(`${name}.trimEnd: expected true or false; got ${show(trimEnd)}`);
  }
  if (trimEnd && text === undefined) throw new RowError(`${name}.trimEnd: it needs 'stdout'`);
  return {
    status: readStatus(expect.get("status"), name) ?? (exitCode === undefined ? status : null),
    exitCode: exitCode === undefined ? null : exitCode as number,
    stdout: text === undefined ? null : { text, trimEnd },
  };
}

function isByte(value: number): boolean {
  return value >= 0 && value <= 255;
}

function readStatus(given: unknown, name: string): Status | null {
  if (given === undefined) return null;
  const status = EXPECTABLE.find((one) => one === given);
  if (status !== undefined) return status;
  throw new RowError(`${name}.status: expected ${EXPECTABLE.join(", ")}; got ${show(given)}`);
}

/** What the engine makes of a value. */
function checked<T>(check: () => T, prefix = ""): T {
  try {
    return check();
  } catch (error) {
    throw error instanceof ProgramError ? new RowError(prefix + error.message) : error;
  }
}
