/** BOUNDARY. Reads the JSON of what a jail says, or somebody else who is not trusted: its text is hostile, and so is the work that reading it takes. */
import { type JsonBounds, JsonBoundsError, parseJson } from "../core/json.ts";
import { MEBIBYTE } from "../core/units.ts";
import { asObject, type Fields, MessageError } from "./fields.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** More than any message has, but for its texts: what a jail says takes the host no longer than its bytes. */
export const MESSAGE_BOUNDS: JsonBounds = {
  depth: 8,
  containers: 64,
  values: 2048,
  names: 128,
  nameUnits: 4096,
  shortUnits: 4 * MEBIBYTE,
  otherUnits: 64 * 1024,
};

/** @throws {MessageError} where `payload` is not an object of JSON in UTF-8 within `bounds`. */
export function parseMessage(
  payload: Uint8Array,
  name: string,
  bounds: JsonBounds = MESSAGE_BOUNDS,
): Fields {
  let value: unknown;
  try {
    // Not `JSON.parse`: one jail must not change how the text of the next one is read.
    value = parseJson(decoder.decode(payload), bounds);
  } catch (error) {
    const isTooMuch = error instanceof JsonBoundsError;
    const what = isTooMuch ? `: ${error.message}` : " is not JSON in UTF-8";
    throw new MessageError(`The ${name} message${what}`);
  }
  return asObject(value, name);
}
