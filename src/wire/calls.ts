/**
 * BOUNDARY. Calls of host functions: what a program asks of whoever started it, by name and with arguments. Unlike the questions of
 * `asks.ts`, several may be open at once, and their answers come in any order. A program counts its calls from 0.
 */
import { JsonOutline, OutlineError } from "../core/json_outline.ts";
import { RawJson } from "../core/raw_json.ts";
import { BOUNDS } from "./bounds.ts";
import { MessageError } from "./fields.ts";
import { CALL_HEAD_BYTES, FrameType, HEADER_BYTES, writeHeader } from "./frame.ts";

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

/** What a call is answered with. */
export type CallResult =
  /** A value, as JSON in UTF-8. */
  | { readonly value: Uint8Array }
  | { readonly error: CallFault };

/** What a function raised. */
export interface CallFault {
  readonly type: string;
  readonly message: string;
}

/** What the text of an answer is. */
export const AnswerKind = { value: 0, error: 1 } as const;

/** Bytes of an answer before its JSON: the call's number, and the kind. */
const ANSWER_HEAD_BYTES = 5;

/** Around an argument are two levels, and what Python lets be the deepest in it may be an empty array. */
const RULES = { depth: BOUNDS.CALL_DEPTH + 3, members: Infinity, isFinal: true } as const;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The number and the function of a call, whose arguments are not looked at.
 *
 * @throws {MessageError} where the payload is too short for them.
 */
export function decodeCallHead(payload: Uint8Array): Pick<Call, "number" | "index"> {
  if (payload.length < CALL_HEAD_BYTES) throw new MessageError("A call has no number");
  return { number: uint32(payload, 0), index: payload[4]! };
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

/** A whole `CallAnswer` frame: a value may be large, and is copied once. */
export function encodeCallAnswer(number: number, result: CallResult): Uint8Array<ArrayBuffer> {
  const isError = "error" in result;
  const json = isError ? encoder.encode(JSON.stringify(result.error)) : result.value;
  const frame = new Uint8Array(HEADER_BYTES + ANSWER_HEAD_BYTES + json.length);
  writeHeader(frame, FrameType.CallAnswer, ANSWER_HEAD_BYTES + json.length);
  new DataView(frame.buffer).setUint32(HEADER_BYTES, number, true);
  frame[HEADER_BYTES + 4] = isError ? AnswerKind.error : AnswerKind.value;
  frame.set(json, HEADER_BYTES + ANSWER_HEAD_BYTES);
  return frame;
}

/** The answer in a payload, whose JSON is for Python to read. */
export function decodeCallAnswer(
  payload: Uint8Array,
): { readonly number: number; readonly kind: number; readonly json: Uint8Array } {
  const json = payload.subarray(ANSWER_HEAD_BYTES);
  return { number: uint32(payload, 0), kind: payload[4]!, json };
}

function uint32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | bytes[at + 1]! << 8 | bytes[at + 2]! << 16 | bytes[at + 3]! << 24) >>> 0;
}
