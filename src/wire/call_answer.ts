/** BOUNDARY. Answers to calls of host functions: made by the host, and passed on by the jail, whose Python half reads them. */
import { FrameType, HEADER_BYTES, writeHeader } from "./frame.ts";

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

const encoder = new TextEncoder();

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
  return {
    number: new DataView(payload.buffer, payload.byteOffset).getUint32(0, true),
    kind: payload[4]!,
    json,
  };
}
