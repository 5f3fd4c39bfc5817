/** Random conversations that the protocol allows, and their meaning. */
import { randomCount, randomJson, randomText } from "./content.ts";
import { RawMembers, writeJson } from "./json_text.ts";
import { type Item, ItemList, joinBytes } from "./model.ts";
import {
  CAPS,
  DEEPEST_RESULT,
  HEADER,
  MESSAGES,
  MOST_OUTSIDE,
  MOST_RESULT,
  MOST_TEXT,
  TYPE,
} from "./protocol.ts";
import type { Random } from "./random.ts";

/** A frame to be sent. */
export interface Frame {
  readonly type: number;
  readonly payload: Uint8Array<ArrayBuffer>;
  /** The length in its header, if that is false. */
  readonly announced?: number;
  /** The message in the payload. */
  readonly message?: unknown;
}

/** A hello, output and read requests, and an end or a failure; or parts of that. */
export function randomConversation(random: Random): Frame[] {
  const frames: Frame[] = [];
  if (!random.oneIn(12)) frames.push(randomHello(random));
  for (let count = random.below(6); count > 0; count--) {
    const type = random.oneIn(50) ? TYPE.display : random.pick([
      ...[TYPE.stdout, TYPE.stdout, TYPE.stdout, TYPE.stderr, TYPE.readStdin, TYPE.waiting],
      ...(random.oneIn(8) ? [TYPE.call] : []),
    ]);
    frames.push({ type, payload: randomPayload(type, random) });
  }
  if (random.oneIn(4)) frames.push(randomFailure(random));
  else if (!random.oneIn(8)) frames.push(randomEnd(random));
  return frames;
}

function randomPayload(type: number, random: Random): Uint8Array<ArrayBuffer> {
  switch (type) {
    case TYPE.readStdin:
      return random.bytes(4);
    case TYPE.waiting:
      return Uint8Array.of(TYPE.readStdin, random.below(2));
    case TYPE.call:
      return randomCall(random);
    default:
      return random.bytes(outputLength(random));
  }
}

/** A call of a function, with a number that may be right. */
function randomCall(random: Random): Uint8Array<ArrayBuffer> {
  const json = `{"args":${JSON.stringify([randomJson(random, 3)])},"kwargs":{}}`;
  const head = Uint8Array.of(random.below(2), 0, 0, 0, random.below(2));
  return joinBytes([head, new TextEncoder().encode(json)]);
}

/** Whether filling a frame to this cap costs milliseconds: small caps find the same mistakes, more often. */
export function isLarge(cap: number): boolean {
  return cap > 100_000;
}

/** The bytes of frames, with their false lengths. */
export function encodeFrames(frames: readonly Frame[]): Uint8Array<ArrayBuffer> {
  return joinBytes(frames.flatMap(({ type, payload, announced }) => {
    const header = new Uint8Array(HEADER);
    header[0] = type;
    new DataView(header.buffer).setUint32(1, announced ?? payload.length, true);
    return [header, payload];
  }));
}

/** The meaning of honest frames, from what they were made of. */
export function meaningOf(frames: readonly Frame[]): Item[] {
  const items = new ItemList();
  for (const { type, payload, message } of frames) items.add(type, payload, () => message);
  return items.all();
}

/** A random valid hello. */
function randomHello(random: Random): Frame {
  const walls = { wasm: random.oneIn(2), permissions: random.oneIn(2) };
  const heapBytes = randomCount(random, Number.MAX_SAFE_INTEGER);
  const system = Array.from({ length: random.below(4) }, () => ({
    name: random.pick(["seccomp", "landlock", "seatbelt", "job"]),
    holds: random.oneIn(2),
    missing: random.oneIn(2) ? null : randomText(random, 60),
  }));
  return control(TYPE.hello, { protocol: 6, walls, system, heapBytes }, random);
}

function randomEnd(random: Random): Frame {
  const text = () => randomText(random, MOST_TEXT);
  const error = () => ({
    type: text(),
    message: text(),
    traceback: text(),
    line: random.oneIn(3) ? null : randomCount(random, Number.MAX_SAFE_INTEGER),
  });
  for (;;) {
    const answer = {
      exitCode: randomCount(random, 255),
      memoryError: random.oneIn(4),
      ...(random.oneIn(4) && { missingModule: random.pick(["helper", "_x1", "M".repeat(100)]) }),
    };
    const facts = {
      refusedMemory: random.oneIn(2),
      kept: random.oneIn(4),
      peakHeapBytes: randomCount(random, Number.MAX_SAFE_INTEGER),
    };
    const said = {
      resultRepr: random.oneIn(3) ? null : text(),
      error: random.oneIn(2) ? null : error(),
      ...(random.oneIn(3) && { resultOmitted: text() }),
      ...(random.oneIn(3) && { resultReprTruncated: true }),
    };
    const result = randomJson(random, DEEPEST_RESULT);
    const json = random.oneIn(20) ? "no JSON" : writeJson(result, random);
    if (json.length > MOST_RESULT) continue;
    const isSilent = random.oneIn(10);
    /** The end with its result as `value`. */
    const endWith = (value: unknown) => {
      const claimed = isSilent ? null : { result: value, ...said };
      return { answer: { ...answer, claimed }, ...facts };
    };
    const meaning = endWith(json === "no JSON" ? null : JSON.parse(json));
    const frame = { ...control(TYPE.end, endWith(json), random), message: meaning };
    if (frame.payload.length <= CAPS[TYPE.end]!) return frame;
  }
}

function randomFailure(random: Random): Frame {
  const kind = random.pick(["stack", "trap", "memory", "boot"]);
  return control(TYPE.failure, { kind, message: randomText(random, 2000) }, random);
}

/** A frame with `message`, sometimes with unknown members, or filled up with white space: to its cap, or as far as a message may be. */
function control(type: number, message: object, random: Random): Frame {
  const members = shuffled(Object.entries(message), random);
  const known = Object.keys(MESSAGES[type]!);
  if (random.oneIn(5)) {
    members.unshift([random.pick(["__proto__", "toString", "status", "\u00e9"]), {}]);
  }
  let text = writeJson(new RawMembers(members), random);
  // Duplicate names: the last one counts.
  if (random.oneIn(8)) text = text.replace("{", `{"${members.at(-1)![0]}":${known.length},`);
  const encoded = new TextEncoder().encode(text);
  const cap = Math.min(CAPS[type]!, MOST_OUTSIDE);
  if (!random.oneIn(isLarge(CAPS[type]!) ? 500 : 40) || encoded.length > cap) {
    return { type, payload: encoded, message };
  }
  const payload = new Uint8Array(cap).fill(0x20);
  payload.set(encoded, random.below(cap - encoded.length + 1));
  return { type, payload, message };
}

function outputLength(random: Random): number {
  if (random.oneIn(500)) return CAPS[TYPE.stdout]! - random.below(2);
  return random.pick([0, 1, 5, random.below(300)]);
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const result = [...list];
  for (let at = result.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [result[at], result[other]] = [result[other]!, result[at]!];
  }
  return result;
}
