/** BOUNDARY. What a jail says of itself, as bytes: the jail's side of `jail_answer.ts`, apart from it because no jail reads any of that. */
import type { AnyEnd, Failure, Hello } from "./jail_answer.ts";

const encoder = new TextEncoder();

/** The JSON of a message as bytes. */
export function encodeMessage(message: Hello | Failure): Uint8Array<ArrayBuffer> {
  return encoder.encode(JSON.stringify(message));
}

/**
 * The payload of an `End` frame.
 *
 * @param answer the Python half's, as it is: JSON, unless a program has put something else in its place.
 */
export function encodeEnd(
  answer: Uint8Array,
  { refusedMemory, kept, peakHeapBytes }: Omit<AnyEnd, "kind" | "answer">,
): Uint8Array<ArrayBuffer> {
  // The jail's own members come last: of members with one name, the last one counts.
  const begin = encoder.encode('{"answer":');
  const rest = encoder.encode(
    `,"refusedMemory":${refusedMemory},"kept":${kept},"peakHeapBytes":${peakHeapBytes}}`,
  );
  const payload = new Uint8Array(begin.length + answer.length + rest.length);
  payload.set(begin);
  payload.set(answer, begin.length);
  payload.set(rest, begin.length + answer.length);
  return payload;
}

/** The answer of an interpreter that has nothing to say. */
export function encodeSilentAnswer(
  exitCode: number,
  memoryError: boolean,
): Uint8Array<ArrayBuffer> {
  return encoder.encode(`{"exitCode":${exitCode},"memoryError":${memoryError},"claimed":null}`);
}
