/** TRUSTED. The values that a call gives a program, in a message of JSON: cut out of it as they were written, so that nothing is made of them here. */
import { JsonOutline, type OutlineRules, type Span } from "../../core/json_outline.ts";
import { DEEPEST, type Inputs, nameAt, toInputs } from "../../engine/inputs.ts";
import { ProgramError, show } from "../../engine/program_error.ts";

/** The member around the values, by the tools that have one. */
const NAMES: readonly string[] = ["inputs", "global_variables"];

/** Only such messages can have a member of these names: they may be written with escape sequences. */
const MAY_HAVE_INPUTS = /"inputs"|"global_variables"|\\u00/;

/** Of a message with as many levels around the values as there are above its arguments. */
const RULES: OutlineRules = { depth: DEEPEST + 4, members: 8192, names: 8192, isFinal: false };

/** Values that came with a call, and were not looked at yet: what stands in their place among its arguments. */
export class CutInputs {
  readonly #read: () => Inputs;

  constructor(read: () => Inputs) {
    this.#read = read;
  }

  /** @throws {ProgramError} where a name is none. */
  read(): Inputs {
    return this.#read();
  }
}

/** A message that has such values, in two parts. */
interface Cut {
  /** The text with `true` in the place of the values. */
  readonly rest: string;
  readonly name: string;
  readonly inputs: CutInputs;
}

/** How many bytes are looked at in one step. */
const STEP_BYTES = 512 * 1024;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Cuts the values out of a message, in steps that take some milliseconds at most.
 *
 * @returns null where it has none that are an object.
 * @throws {OutlineError} where it may have some, and is no object of JSON, or has too much in it.
 */
export function* cutInputs(text: string): Generator<void, Cut | null> {
  if (!MAY_HAVE_INPUTS.test(text) || !/^[ \t\r\n]*\{/.test(text)) return null;
  const bytes = encoder.encode(text);
  let at: Span = { start: 0, end: bytes.length };
  for (const name of ["params", "arguments"]) {
    const found = yield* memberOf(bytes, at, [name]);
    if (found === null) return null;
    at = found;
  }
  const found = yield* memberOf(bytes, at, NAMES);
  if (found === null) return null;
  const { start, end, names, name } = found;
  const part = (from: number, to: number) => decoder.decode(bytes.subarray(from, to));
  return {
    rest: `${part(0, start)}true${part(end, bytes.length)}`,
    name,
    inputs: new CutInputs(() => toInputs(bytes.slice(start, end), names)),
  };
}

/** Puts the values into the message that was made of the rest. */
export function putInputs(message: unknown, { name, inputs }: Cut): void {
  const args = (message as { params: { arguments: Record<string, unknown> } }).params.arguments;
  // Of members with one name, the last one counts, here as there.
  if (args[name] === true) args[name] = inputs;
}

/** The values of a call, for whoever has its member. @throws {ProgramError} */
export function readInputs(name: string, given: unknown): Inputs {
  if (given instanceof CutInputs) return given.read();
  throw new ProgramError(`${name}: expected an object; got ${show(given)}`);
}

/** The last member of one of these names that is an object; null where there is none. */
function* memberOf(
  bytes: Uint8Array<ArrayBuffer>,
  { start, end }: Span,
  wanted: readonly string[],
): Generator<
  void,
  { start: number; end: number; name: string; names: readonly string[] } | null
> {
  const outline = new JsonOutline(RULES);
  const object = bytes.subarray(start, end);
  for (let at = 0; at < object.length; at += STEP_BYTES) {
    if (object.length > STEP_BYTES) yield;
    outline.add(object.subarray(at, at + STEP_BYTES));
  }
  const found = outline.end().findLast(({ name }) => wanted.includes(nameAt(object, name)));
  if (found === undefined) return null;
  let { start: from, end: to } = found.value;
  while (object[from]! <= 0x20) from++;
  while (object[to - 1]! <= 0x20) to--;
  if (object[from] !== 0x7B) return null;
  const names = found.names.map((span) => nameAt(object, span));
  return { start: start + from, end: start + to, name: nameAt(object, found.name), names };
}
