/** TRUSTED. Host functions in lines of JSON: what a request may call, and the value that answers a call, which is cut out of its line. */
import { MAX_CALLS } from "../../core/limits.ts";
import { JsonOutline, type OutlineRules, type Span } from "../../core/json_outline.ts";
import { checkFunctions, type HostFunctions } from "../../engine/functions.ts";
import type { CallFault } from "../../engine/program_call.ts";
import { ProgramError, show } from "../../engine/program.ts";
import { isId, type Members } from "./members.ts";

/** What can be in the value of an answer: the line around it, and as deep as an argument may be. */
const RULES: OutlineRules = { depth: 101, members: 64, names: null, isFinal: false };

/** How much of a line is looked at until others get their turn, in bytes, and for how long, in milliseconds. */
const PIECE_BYTES = 64 * 1024;
const SLICE_MS = 10;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A line that answers a call, in two parts. */
export interface AnswerLine {
  /** The line with `true` in the place of the value. */
  readonly rest: string;
  /** The JSON of the value; null where there is none. */
  readonly value: Uint8Array | null;
}

/**
 * Cuts the value out of a line that answers a call: its numbers are Python's to read, and nothing is made of it here.
 *
 * @returns null where the line has no member `answer`.
 * @throws {OutlineError} where it is no object of JSON, or nested too deep.
 */
export async function cutAnswer(text: string): Promise<AnswerLine | null> {
  const line = encoder.encode(text);
  const outline = new JsonOutline(RULES);
  let began = performance.now();
  for (let at = 0; at < line.length; at += PIECE_BYTES) {
    if (performance.now() - began > SLICE_MS) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      began = performance.now();
    }
    outline.add(line.subarray(at, at + PIECE_BYTES));
  }
  const members = outline.end();
  const named = (wanted: string) =>
    // Of members with one name, the last one counts.
    members.findLast(({ name: { start, end } }) =>
      JSON.parse(decoder.decode(line.subarray(start, end))) === wanted
    );
  if (named("answer") === undefined) return null;
  const span = named("value")?.value;
  if (span === undefined) return { rest: text, value: null };
  const { start, end } = trimmed(line, span);
  const part = (from: number, to: number) => decoder.decode(line.subarray(from, to));
  return {
    rest: `${part(0, start)}true${part(end, line.length)}`,
    value: line.subarray(start, end),
  };
}

function trimmed(line: Uint8Array, { start, end }: Span): Span {
  while (line[start]! <= 0x20) start++;
  while (line[end - 1]! <= 0x20) end--;
  return { start, end };
}

/** The functions of a request by name, as the engine takes them. @throws {ProgramError} */
export function readFunctions(given: unknown): HostFunctions {
  if (!Array.isArray(given)) {
    throw new ProgramError(`functions: expected an array of objects; got ${show(given)}`);
  }
  const functions = new Map<string, object>();
  for (const [at, value] of given.entries()) {
    const where = `functions[${at}]`;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new ProgramError(`${where}: expected an object; got ${show(value)}`);
    }
    const { name, description, parameters, ...others } = value as Record<string, unknown>;
    const [stray] = Object.keys(others);
    if (stray !== undefined) {
      const expected = "'name', 'description' and 'parameters'";
      throw new ProgramError(`${where}: expected the members ${expected}; got ${show(stray)}`);
    }
    if (typeof name !== "string") {
      throw new ProgramError(`${where}: expected a string as name; got ${show(name)}`);
    }
    if (functions.has(name)) {
      throw new ProgramError(`${where}: another function is called ${show(name)}`);
    }
    functions.set(name, { description, parameters });
  }
  const checked: Record<string, object> = Object.create(null);
  for (const { name, ...spec } of checkFunctions(Object.fromEntries(functions))) {
    checked[name] = spec;
  }
  return checked;
}

/** How many calls a program may make. @throws {ProgramError} */
export function checkMaxCalls(given: unknown): number {
  const [least, most] = MAX_CALLS.range;
  if (Number.isInteger(given) && given as number >= least && given as number <= most) {
    return given as number;
  }
  const expected = `a whole number from ${least} to ${most}`;
  throw new ProgramError(`maxCalls: expected ${expected}; got ${show(given)}`);
}

/** The call that is answered. @throws {ProgramError} */
export function checkCallName(given: unknown): string {
  if (typeof given === "string" && isId(given)) return given;
  throw new ProgramError(`answer: expected the name of a call; got ${show(given)}`);
}

/** The error that answers a call; null where a value does. @throws {RequestError} */
export function faultOf(members: Members): CallFault | null {
  const error = members.get("error");
  if (error === undefined) {
    if (members.has("value")) return null;
    throw members.error("Expected one of the members 'value', 'error'");
  }
  if (members.has("value")) throw members.error("'value' and 'error' exclude each other");
  const { type, message } = Object(error);
  if (typeof type === "string" && typeof message === "string") return { type, message };
  throw members.mismatch("error", `{"type": "...", "message": "..."}, both strings`, error);
}
