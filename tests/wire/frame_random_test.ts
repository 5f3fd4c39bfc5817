import assert from "node:assert/strict";
import { FrameError, FrameReader, FrameType, JAIL_FRAME_CAPS } from "../../src/wire/frame.ts";
import { randomBytes, randomNumbers } from "./random.ts";

const STREAMED: ReadonlySet<number> = new Set([FrameType.Stdout, FrameType.Stderr]);

/** Random bytes that begin like frames often enough to get past the header. */
function plausibleBytes(random: (below: number) => number): Uint8Array<ArrayBuffer> {
  const stream = randomBytes(random, random(400));
  for (let at = 0; at + 5 <= stream.length; at += 5 + random(40)) {
    stream.set([1 + random(6), random(30), random(8) === 0 ? random(256) : 0, 0, 0], at);
  }
  return stream;
}

Deno.test("random bytes give frames within their caps or a FrameError, never anything else", () => {
  const random = randomNumbers(20_260_101);
  const seen = { frames: 0, faults: 0, truncated: 0 };
  for (let round = 0; round < 3000; round++) {
    const stream = plausibleBytes(random);
    const reader = new FrameReader(JAIL_FRAME_CAPS, STREAMED);
    try {
      for (let at = 0; at < stream.length;) {
        const chunk = stream.subarray(at, at + 1 + random(60));
        at += chunk.length;
        for (const { type, payload } of reader.read(chunk)) {
          seen.frames++;
          assert(payload.length <= JAIL_FRAME_CAPS.get(type)!);
        }
      }
      reader.end();
    } catch (error) {
      assert(error instanceof FrameError, String(error));
      if (error.fault === "Truncated") seen.truncated++;
      else seen.faults++;
    }
  }
  // The bytes reached every part of the reader.
  assert(Object.values(seen).every((count) => count > 100), JSON.stringify(seen));
});

Deno.test("the reader never holds more than one payload within its cap", () => {
  const caps = new Map([[1, 100], [2, 50]]);
  const random = randomNumbers(7);
  const allocated: number[] = [];
  const original = globalThis.Uint8Array;
  const reader = new FrameReader(caps, new Set());
  const header = (type: number, length: number) => original.of(type, length, 0, 0, 0);
  const chunks = Array.from({ length: 300 }, () => {
    const [type, length] = random(2) === 0 ? [1, random(101)] as const : [2, random(51)] as const;
    const frame = original.of(...header(type, length), ...randomBytes(random, length));
    const middle = random(frame.length + 1);
    return [frame.subarray(0, middle), frame.subarray(middle)];
  }).flat();
  // The reader can only keep bytes in arrays that it makes: each of them is looked at.
  globalThis.Uint8Array = new Proxy(original, {
    construct: (target, args, self) => {
      const array = Reflect.construct(target, args, self) as Uint8Array;
      allocated.push(array.length);
      return array;
    },
  });
  try {
    for (const chunk of chunks) Array.from(reader.read(chunk));
    assert.throws(() => Array.from(reader.read(header(2, 51))), FrameError);
  } finally {
    globalThis.Uint8Array = original;
  }
  assert(allocated.filter((length) => length > 0).length > 50);
  assert(Math.max(...allocated) <= 100, `${Math.max(...allocated)} bytes`);
});
