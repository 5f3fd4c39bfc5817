/** The meaning of a stream of bytes, by the protocol: read at once, from one array, without state that could be wrong. */
import { CAPS, HEADER, MESSAGES, OUTPUT_TYPES, readMessage } from "./protocol.ts";

/** How a stream may end. */
export type Ending = "clean" | "UnknownType" | "TooLarge" | "Truncated";

/** One item of a stream. Consecutive output frames of the same type are one item. */
export interface Item {
  readonly type: number;
  /** The bytes of output, or of a read request. */
  readonly bytes: Uint8Array | null;
  /** The message of a control frame, or `REFUSED`. */
  readonly message: unknown;
}

/** The meaning of a whole stream. */
export interface Reading {
  readonly items: readonly Item[];
  readonly ending: Ending;
  /** The offsets of the headers that were reached. */
  readonly headers: readonly number[];
  /** The most bytes that may be held for it at any time: the lengths that valid control frames announce. */
  readonly heldBytes: number;
}

/** Reads a whole stream. */
export function readStream(stream: Uint8Array<ArrayBuffer>): Reading {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  const items = new ItemList();
  const headers: number[] = [];
  let heldBytes = 0;
  const reading = (ending: Ending): Reading => ({ items: items.all(), ending, headers, heldBytes });
  for (let at = 0;;) {
    if (at === stream.length) return reading("clean");
    headers.push(at);
    if (stream.length - at < HEADER) return reading("Truncated");
    const type = stream[at]!;
    const length = view.getUint32(at + 1, true);
    const cap = CAPS[type];
    if (cap === undefined) return reading("UnknownType");
    if (length > cap) return reading("TooLarge");
    at += HEADER;
    const isOutput = OUTPUT_TYPES.includes(type);
    if (!isOutput) heldBytes += length;
    const payload = stream.subarray(at, at + length);
    const isPart = isOutput && payload.length > 0;
    if (payload.length === length || isPart) items.add(type, payload);
    if (payload.length < length) return reading("Truncated");
    at += length;
  }
}

/** Items in order, with output joined. */
export class ItemList {
  readonly #items: { type: number; parts: Uint8Array[] | null; message: unknown }[] = [];

  /** Adds a frame, or a part of an output frame. */
  add(type: number, payload: Uint8Array, read: typeof readMessage = readMessage): void {
    if (OUTPUT_TYPES.includes(type)) {
      const last = this.#items.at(-1);
      if (last?.type === type) last.parts!.push(payload.slice());
      else this.#items.push({ type, parts: [payload.slice()], message: null });
    } else if (MESSAGES[type] === undefined) {
      this.#items.push({ type, parts: [payload.slice()], message: null });
    } else {
      this.#items.push({ type, parts: null, message: read(type, payload) });
    }
  }

  /** What was added. */
  all(): Item[] {
    return this.#items.map(({ type, parts, message }) => ({
      type,
      bytes: parts === null ? null : joinBytes(parts),
      message,
    }));
  }
}

/** One array with the bytes of all. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
