/**
 * BOUNDARY. Calls of host functions: what a program asks of whoever started it, by name and with arguments. Unlike the questions of
 * `asks.ts`, several may be open at once, and their answers come in any order. A program counts its calls from 0.
 */
import { JsonOutline, OutlineError } from "../core/json_outline.ts";
import { RawJson } from "../core/raw_json.ts";
import { BOUNDS } from "./bounds.ts";
import { MessageError } from "./fields.ts";
import { CALL_HEAD_BYTES } from "./frame.ts";

/** A function as the program sees it. */
export interface FunctionSpec {
  readonly name: string;
  readonly description: string | null;
  /** The JSON Schema of its arguments. */
  readonly parameters: object | null;
}

/** A call: the payload of a `Call` frame. */
export interface Call {
  readonly number: number;
  /** Which of the program's functions, counted from 0. */
  readonly index: number;
  /** The JSON of an array, and of an object. */
  readonly args: RawJson;
  readonly kwargs: RawJson;
}

/** Around an argument are two levels, and what Python lets be the deepest in it may be an empty array. */
const RULES = {
  depth: BOUNDS.CALL_DEPTH + 3,
  members: Infinity,
  names: null,
  isFinal: true,
} as const;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The number and the function of a call, whose arguments are not looked at.
 *
 * @throws {MessageError} where the payload is too short for them.
 */
export function decodeCallHead(payload: Uint8Array): Pick<Call, "number" | "index"> {
  if (payload.length < CALL_HEAD_BYTES) throw new MessageError("A call has no number");
  return {
    number: new DataView(payload.buffer, payload.byteOffset).getUint32(0, true),
    index: payload[4]!,
  };
}

/** @throws {MessageError} where the payload is no call. The work is bounded by its length alone, and makes no values. */
export function decodeCall(payload: Uint8Array): Call {
  const head = decodeCallHead(payload);
  const json = payload.subarray(CALL_HEAD_BYTES);
  const [args, kwargs, ...others] = membersOf(json);
  if (
    args?.name !== '"args"' || kwargs?.name !== '"kwargs"' || others.length > 0 ||
    !args.value.startsWith("[") || !kwargs.value.startsWith("{")
  ) {
    throw new MessageError("The arguments of a call are no args and kwargs");
  }
  return { ...head, args: new RawJson(args.value), kwargs: new RawJson(kwargs.value) };
}

function membersOf(json: Uint8Array): { name: string; value: string }[] {
  try {
    const outline = new JsonOutline(RULES);
    outline.add(json);
    const text = ({ start, end }: { start: number; end: number }) =>
      decoder.decode(json.subarray(start, end));
    return outline.end().map(({ name, value }) => ({ name: text(name), value: text(value) }));
  } catch (error) {
    const what = error instanceof OutlineError ? error.message : "no UTF-8";
    throw new MessageError(`The arguments of a call: ${what}`);
  }
}
