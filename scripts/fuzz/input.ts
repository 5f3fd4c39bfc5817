/** One input of the fuzzer, made from its seed alone: a stream of bytes, and ways to cut it into chunks. */
import { encodeFrames, meaningOf, randomConversation } from "./conversation.ts";
import type { Item } from "./model.ts";
import { readStream } from "./model.ts";
import { Random } from "./random.ts";
import { corruptBytes } from "./corrupt_bytes.ts";
import { corruptFrames, corruptMessage } from "./corrupt_frames.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A stream, and its chunkings: each a list of sizes. */
export interface Input {
  readonly stream: Bytes;
  readonly chunkings: readonly (readonly number[])[];
  /** The meaning of an honest stream; null for a corrupted one. */
  readonly meaning: readonly Item[] | null;
}

/** The input of `seed`. */
export function makeInput(seed: number): Input {
  const random = new Random(seed);
  let frames = randomConversation(random);
  const kind = random.below(10);
  if (kind < 2) {
    const stream = encodeFrames(frames);
    return { stream, chunkings: chunkingsOf(stream, random), meaning: meaningOf(frames) };
  }
  // Mostly one corruption at a time: the first one hides the others.
  const count = random.oneIn(4) ? 2 : 1;
  for (let left = count; kind < 9 && left > 0; left--) {
    frames = kind < 6 ? corruptMessage(frames, random) : corruptFrames(frames, random);
  }
  let stream = encodeFrames(frames);
  for (let left = count; kind >= 8 && left > 0; left--) stream = corruptBytes(stream, random);
  return { stream, chunkings: chunkingsOf(stream, random), meaning: null };
}

/** `stream` in chunks of `sizes`: views, as a pipe delivers them; the rest is one more chunk. */
export function* inChunks(stream: Bytes, sizes: readonly number[]): Generator<Bytes> {
  let at = 0;
  for (const size of sizes) {
    yield stream.subarray(at, at + size);
    at += size;
  }
  if (at < stream.length) yield stream.subarray(at);
}

/** Longer streams are not cut into single bytes. */
const MOST_FOR_SINGLES = 3000;

function chunkingsOf(stream: Bytes, random: Random): number[][] {
  const chunkings = [
    [stream.length],
    randomSizes(stream.length, random),
    aroundHeaders(stream, random),
  ];
  if (stream.length <= MOST_FOR_SINGLES) chunkings.push(new Array(stream.length).fill(1));
  return chunkings;
}

function randomSizes(length: number, random: Random): number[] {
  const scales = length <= MOST_FOR_SINGLES ? [2, 4, 20, 300] : [5000, 65_536, 262_144];
  const scale = random.pick(scales);
  const sizes = [];
  for (let left = length; left > 0;) {
    // Empty chunks, too.
    const size = Math.min(left, random.below(scale + 1));
    sizes.push(size);
    left -= size;
  }
  return sizes;
}

/** Cuts inside and beside each header. */
function aroundHeaders(stream: Bytes, random: Random): number[] {
  const cuts = readStream(stream).headers.flatMap((
    at,
  ) => [at + random.below(3), at + 3 + random.below(4)]);
  const sizes = [];
  let at = 0;
  for (const cut of cuts.sort((one, other) => one - other)) {
    if (cut >= stream.length) break;
    sizes.push(cut - at);
    at = cut;
  }
  return sizes;
}
