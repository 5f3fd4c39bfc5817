/** TRUSTED. Messages of JSON-RPC that clients send: read within bounds of time and memory, whatever comes. */
import { parseInSteps } from "../../core/json.ts";
import { MEBIBYTE } from "../../core/units.ts";
import { REQUEST_BOUNDS } from "../jsonl/members.ts";
import { cutInputs, putInputs } from "./message_inputs.ts";

/** Most bytes of one message, of a line or of a request over HTTP. */
export const LARGEST_MESSAGE_BYTES = 16 * MEBIBYTE;

/** Codes of JSON-RPC. */
const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;

/** What was received is no message. `answer` is what its sender should get. */
export class MessageError extends Error {
  override readonly name = "MessageError";
  readonly answer: object;

  constructor(message: string, id: string | number | null, code: number) {
    super(message);
    this.answer = { jsonrpc: "2.0", id, error: { code, message } };
  }
}

/**
 * The value of a text, in which the values for a program are as they were written; read in steps, between which others can get their
 * turn.
 *
 * @throws {MessageError}
 */
export function* readMessage(text: string): Generator<void, unknown> {
  try {
    const cut = yield* cutInputs(text);
    const message = yield* parseInSteps(cut?.rest ?? text, REQUEST_BOUNDS);
    if (cut !== null) putInputs(message, cut);
    return message;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw parseError(error.message);
  }
}

/** What was received is no JSON at all. */
export function parseError(why: string): MessageError {
  return new MessageError(`Parse error: ${why}`, null, PARSE_ERROR);
}

/**
 * The message of a value.
 *
 * @param parse throws where it is none.
 * @throws {MessageError}
 */
export function checkMessage(value: unknown, parse: (value: unknown) => object): object {
  try {
    return parse(value);
  } catch {
    const id = idOf(value);
    throw new MessageError("Invalid request: no message of JSON-RPC 2.0", id, INVALID_REQUEST);
  }
}

function idOf(value: unknown): string | number | null {
  const id = typeof value === "object" && value !== null ? (value as { id?: unknown }).id : null;
  return typeof id === "string" && id.length <= 256 || typeof id === "number" ? id : null;
}
