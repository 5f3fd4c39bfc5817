/** Shrinks a failing stream, so that it contains only what matters for the failure. */
import { readStream } from "./model.ts";
import { HEADER } from "./protocol.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const MOST_ATTEMPTS = 4000;

/** Whether a stream still fails in chunks of these sizes. */
type Fails = (stream: Bytes, sizes: readonly number[]) => boolean | Promise<boolean>;

/** Shrinks a failure for about this number of `milliseconds`: simpler chunks if they show it too, then fewer bytes. */
export async function shrinkInput(
  stream: Bytes,
  sizes: readonly number[],
  fails: Fails,
  milliseconds: number,
): Promise<{ stream: Bytes; sizes: readonly number[] }> {
  const ways: ((stream: Bytes) => readonly number[])[] = [
    ({ length }) => [length],
    ({ length }) => new Array(length).fill(1),
    () => sizes,
  ];
  let way = ways[0]!;
  for (way of ways) {
    if (await fails(stream, way(stream))) break;
  }
  const smallest = await shrink(
    stream,
    (candidate) => fails(candidate, way(candidate)),
    milliseconds,
  );
  return { stream: smallest, sizes: way(smallest) };
}

async function shrink(
  stream: Bytes,
  fails: (stream: Bytes) => boolean | Promise<boolean>,
  milliseconds: number,
): Promise<Bytes> {
  const deadline = performance.now() + milliseconds;
  let attempts = 0;
  let smallest = stream;
  const isTired = () => attempts >= MOST_ATTEMPTS || performance.now() > deadline;
  const take = async (candidate: Bytes): Promise<boolean> => {
    attempts++;
    if (candidate.length >= smallest.length || !await fails(candidate)) return false;
    smallest = candidate;
    return true;
  };
  for (let before = Infinity; smallest.length < before && !isTired();) {
    before = smallest.length;
    for (const at of readStream(smallest).headers.toReversed()) {
      if (!isTired()) await take(without(smallest, at, frameLength(smallest, at)));
    }
    for (let size = smallest.length; size >= 1; size >>= 1) {
      // From the end, where bytes matter least.
      for (let at = smallest.length - size; at >= 0 && !isTired(); at -= size) {
        if (await take(without(smallest, at, size))) continue;
        await take(withoutInFrame(smallest, at, size));
      }
    }
  }
  return smallest;
}

function without(stream: Bytes, at: number, size: number): Bytes {
  const rest = new Uint8Array(stream.length - size);
  rest.set(stream.subarray(0, at));
  rest.set(stream.subarray(at + size), at);
  return rest;
}

/** Removes bytes from a payload, and reduces its length; returns the stream unchanged if they are not in a payload. */
function withoutInFrame(stream: Bytes, at: number, size: number): Bytes {
  const header = readStream(stream).headers.findLast((one) => one + HEADER <= at);
  if (header === undefined || at + size > header + frameLength(stream, header)) return stream;
  const rest = without(stream, at, size);
  const view = new DataView(rest.buffer);
  view.setUint32(header + 1, view.getUint32(header + 1, true) - size, true);
  return rest;
}

/** Bytes of the frame at `header`, as far as they exist. */
function frameLength(stream: Bytes, header: number): number {
  const left = stream.length - header;
  if (left < HEADER) return left;
  const { buffer, byteOffset } = stream;
  return Math.min(left, HEADER + new DataView(buffer, byteOffset).getUint32(header + 1, true));
}
