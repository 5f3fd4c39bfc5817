/** Compares what a boundary made of a stream with what the protocol says about it. */
import { Buffer } from "node:buffer";
import { isDeepStrictEqual } from "node:util";
import { parseJson, UNBOUNDED } from "../../src/core/json.ts";
import type { Boundary } from "./boundary.ts";
import { inChunks } from "./input.ts";
import { type Item, type Reading, readStream } from "./model.ts";
import { type Observation, observe } from "./observe.ts";
import { REFUSED } from "./protocol.ts";

/** What a boundary did wrong. */
export interface Complaint {
  /** Which promise it broke: nearly always the same for all inputs that show the same mistake. */
  readonly kind: string;
  readonly explanation: string;
}

/** Longest time for one stream in one chunking, on a machine much slower than ours. */
const MOST_MS = 5000;

/** How much may be allocated beyond the payloads that are held: headers, empty arrays. */
const SMALL_CHANGE_BYTES = 1024;

/** One line of plain characters, short enough to show: it contains nothing that the jail wrote. */
const FIT_TO_SHOW = /^[ -~]{1,160}$/;

/** What is wrong with how `boundary` reads `stream` in chunks of `sizes`; null if nothing is. */
export function judge(
  boundary: Boundary,
  stream: Uint8Array<ArrayBuffer>,
  sizes: readonly number[],
  reading: Reading = readStream(stream),
): Complaint | null {
  const given = stream.slice();
  const run = () => observe(boundary, inChunks(given, sizes));
  const observation = run();
  const complaint = judgeReading(reading, observation) ?? judgeManners(reading, observation);
  if (complaint !== null) return complaint;
  if (Buffer.compare(given, stream) !== 0) {
    return { kind: "input changed", explanation: "the chunks are not what they were" };
  }
  // Another process may have used the processor: slow is only what is slow each time.
  let { milliseconds } = observation;
  for (let again = 0; again < 2 && milliseconds > MOST_MS; again++) {
    milliseconds = Math.min(milliseconds, run().milliseconds);
  }
  if (milliseconds <= MOST_MS) return null;
  const explanation = `${stream.length} bytes took ${Math.round(milliseconds)} ms`;
  return { kind: "too slow", explanation };
}

function judgeReading(reading: Reading, observation: Observation): Complaint | null {
  const { stray, ending, items } = observation;
  if (stray !== null) {
    const name = stray instanceof Error ? stray.name : typeof stray;
    return { kind: `stray ${name}`, explanation: `threw ${String(stray).slice(0, 200)}` };
  }
  const length = Math.max(items.length, reading.items.length);
  for (let at = 0; at < length; at++) {
    const [expected, found] = [reading.items[at], items[at]];
    if (isSame(expected, found)) continue;
    const kind = `item of type ${(expected ?? found)!.type}`;
    const explanation = `item ${at} is ${show(found)}, expected ${show(expected)}`;
    return { kind, explanation };
  }
  if (ending === reading.ending) return null;
  const explanation = `the stream ended with ${ending}, expected ${reading.ending}`;
  return { kind: `ending ${reading.ending}`, explanation };
}

function judgeManners({ heldBytes }: Reading, observation: Observation): Complaint | null {
  const { allocatedBytes, messages } = observation;
  if (allocatedBytes > heldBytes + SMALL_CHANGE_BYTES) {
    const explanation = `allocated ${allocatedBytes} bytes to hold at most ${heldBytes}`;
    return { kind: "too much memory", explanation };
  }
  const unfit = messages.find((message) => !FIT_TO_SHOW.test(message));
  if (unfit === undefined) return null;
  const explanation = `an error says ${JSON.stringify(unfit.slice(0, 300))}`;
  return { kind: "unfit message", explanation };
}

function isSame(one: Item | undefined, other: Item | undefined): boolean {
  if (one === undefined || other === undefined || one.type !== other.type) return false;
  if (one.bytes === null || other.bytes === null) {
    return one.bytes === other.bytes && isDeepStrictEqual(plain(one.message), plain(other.message));
  }
  return Buffer.compare(one.bytes, other.bytes) === 0;
}

/** A message with its result as a value. */
export function plain(message: unknown): unknown {
  return message === REFUSED || message === undefined
    ? message
    : parseJson(JSON.stringify(message, keepSign), UNBOUNDED);
}

const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/** A result is the text that the jail has sent, where a zero can have a sign; of a value, `JSON.stringify` would forget it. */
function keepSign(_name: string, value: unknown): unknown {
  return Object.is(value, -0) ? rawJSON("-0") : value;
}

function show(item: Item | undefined): string {
  if (item === undefined) return "missing";
  const { type, bytes, message } = item;
  if (bytes !== null) return `${bytes.length} bytes of type ${type}`;
  if (message === REFUSED) return `a refused message of type ${type}`;
  return `the message ${JSON.stringify(message)?.slice(0, 300)} of type ${type}`;
}
