/** TRUSTED. The inputs in a line of JSON: cut out of it as they were written, so that nothing is made of them here. */
import { JsonOutline, type OutlineRules, type Span } from "../../core/json_outline.ts";
import type { HostFunctions } from "../../engine/functions.ts";
import { checkNoFunctions, DEEPEST, type Inputs, nameAt, toInputs } from "../../engine/inputs.ts";
import { ProgramError, show } from "../../engine/program.ts";
import { MOST_LINE_NAMES } from "./members.ts";

/** A line is a level around the object of inputs, which is one around the values. It has no more names than any line may have. */
const RULES: OutlineRules = {
  depth: DEEPEST + 2,
  members: MOST_LINE_NAMES,
  names: MOST_LINE_NAMES,
  isFinal: false,
};

/** A line that has inputs, in two parts. */
export interface Cut {
  /** The line with `true` in the place of the inputs. */
  readonly rest: string;
  /** @throws {ProgramError} where they are none. */
  readonly read: () => Inputs;
}

/** Only such lines can have a member of that name: it may be written with escape sequences. */
const MAY_HAVE_INPUTS = /"inputs"|\\u00/;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** How many bytes are looked at in one step. */
const STEP_BYTES = 512 * 1024;

/**
 * Cuts the inputs out of a line, in steps that take some milliseconds at most.
 *
 * @returns null where it has none that are an object.
 * @throws {OutlineError} where it may have some, and is no object of JSON, or has too much in it.
 */
export function* cutInputs(text: string): Generator<void, Cut | null> {
  if (!MAY_HAVE_INPUTS.test(text) || !/^[ \t\r]*\{/.test(text)) return null;
  const line = encoder.encode(text);
  const outline = new JsonOutline(RULES);
  for (let at = 0; at < line.length; at += STEP_BYTES) {
    // Making bytes of a long text is a step by itself.
    if (line.length > STEP_BYTES) yield;
    outline.add(line.subarray(at, at + STEP_BYTES));
  }
  // Of members with one name, the last one counts.
  const member = outline.end().findLast(({ name }) => nameAt(line, name) === "inputs");
  if (member === undefined) return null;
  const { start, end } = trimmed(line, member.value);
  if (line[start] !== 0x7B) return null;
  const part = (from: number, to: number) => decoder.decode(line.subarray(from, to));
  return {
    rest: `${part(0, start)}true${part(end, line.length)}`,
    read: () => toInputs(line.slice(start, end), member.names.map((name) => nameAt(line, name))),
  };
}

/**
 * The inputs of a line, for whoever has its member.
 *
 * @param functions of the same program.
 * @throws {ProgramError}
 */
export function readInputs(given: unknown, cut: Cut | null, functions: HostFunctions): Inputs {
  if (cut === null || given !== true) {
    throw new ProgramError(`inputs: expected an object; got ${show(given)}`);
  }
  const inputs = cut.read();
  checkNoFunctions(inputs, functions);
  return inputs;
}

function trimmed(line: Uint8Array, { start, end }: Span): Span {
  while (line[start]! <= 0x20) start++;
  while (line[end - 1]! <= 0x20) end--;
  return { start, end };
}
