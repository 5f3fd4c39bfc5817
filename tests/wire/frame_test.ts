import assert from "node:assert/strict";
import {
  encodeFrame,
  type FramePart,
  FrameReader,
  FrameType,
  HEADER_BYTES,
  JAIL_FRAME_CAPS,
  payloadLength,
  writeHeader,
} from "../../src/wire/frame.ts";

const NONE: ReadonlySet<number> = new Set();
const STREAMED: ReadonlySet<number> = new Set([FrameType.Stdout]);

/** Everything that a reader makes of `chunks`, copied, because a payload is only valid until the next call. */
function readAll(reader: FrameReader, chunks: Iterable<Uint8Array<ArrayBuffer>>): FramePart[] {
  const parts: FramePart[] = [];
  for (const chunk of chunks) {
    for (const { type, payload } of reader.read(chunk)) {
      parts.push({ type, payload: payload.slice() });
    }
  }
  return parts;
}

/** `bytes` in chunks of `size`. */
function* inChunks(
  bytes: Uint8Array<ArrayBuffer>,
  size: number,
): Generator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function bytes(...values: number[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(values);
}

function joined(...arrays: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(arrays.flatMap((array) => [...array]));
}

const CONVERSATION = joined(
  encodeFrame(FrameType.Hello, bytes(1, 2, 3)),
  encodeFrame(FrameType.ReadStdin),
  encodeFrame(FrameType.End, bytes(4)),
  encodeFrame(FrameType.Stderr, bytes(5, 6)),
);

const FRAMES: FramePart[] = [
  { type: FrameType.Hello, payload: bytes(1, 2, 3) },
  { type: FrameType.ReadStdin, payload: bytes() },
  { type: FrameType.End, payload: bytes(4) },
  { type: FrameType.Stderr, payload: bytes(5, 6) },
];

Deno.test("a frame is its type, its length in little-endian order, and its payload", () => {
  const frame = encodeFrame(FrameType.Stdout, new Uint8Array(0x010203).fill(9));
  assert.deepEqual([...frame.subarray(0, HEADER_BYTES + 1)], [2, 3, 2, 1, 0, 9]);
  assert.equal(frame.length, HEADER_BYTES + 0x010203);
  assert.deepEqual([...encodeFrame(FrameType.Interrupt)], [67, 0, 0, 0, 0]);
});

Deno.test("a header holds every length up to the largest", () => {
  const header = new Uint8Array(HEADER_BYTES);
  for (const length of [0, 1, 255, 256, 65_536, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF]) {
    writeHeader(header, FrameType.Source, length);
    assert.equal(payloadLength(header), length);
    assert.equal(header[0], FrameType.Source);
  }
});

for (const size of [1, 2, 3, 5, 7, CONVERSATION.length]) {
  Deno.test(`frames are read as they were written, ${size} bytes at a time`, () => {
    const reader = new FrameReader(JAIL_FRAME_CAPS, NONE);
    assert.deepEqual(readAll(reader, inChunks(CONVERSATION, size)), FRAMES);
    reader.end();
  });
}

Deno.test("a streamed frame is handed on in parts as they arrive, another one whole", () => {
  const reader = new FrameReader(JAIL_FRAME_CAPS, STREAMED);
  const stream = joined(
    encodeFrame(FrameType.Stdout, bytes(1, 2, 3, 4)),
    encodeFrame(FrameType.Stderr, bytes(5, 6, 7, 8)),
  );
  assert.deepEqual(readAll(reader, inChunks(stream, 3)), [
    // Headers end in the second and in the fourth chunk.
    { type: FrameType.Stdout, payload: bytes(1) },
    { type: FrameType.Stdout, payload: bytes(2, 3, 4) },
    { type: FrameType.Stderr, payload: bytes(5, 6, 7, 8) },
  ]);
  reader.end();
});

Deno.test("a streamed frame without payload is handed on once", () => {
  const reader = new FrameReader(JAIL_FRAME_CAPS, STREAMED);
  const stream = joined(encodeFrame(FrameType.Stdout), encodeFrame(FrameType.Stdout, bytes(1)));
  for (const size of [1, stream.length]) {
    assert.deepEqual(readAll(reader, inChunks(stream, size)), [
      { type: FrameType.Stdout, payload: bytes() },
      { type: FrameType.Stdout, payload: bytes(1) },
    ]);
  }
});

Deno.test("empty chunks change nothing", () => {
  const reader = new FrameReader(JAIL_FRAME_CAPS, NONE);
  const chunks = [...inChunks(CONVERSATION, 2)].flatMap((chunk) => [bytes(), chunk]);
  assert.deepEqual(readAll(reader, chunks), FRAMES);
});

Deno.test("each type of the jail's may be exactly as long as its cap", () => {
  for (const [type, cap] of JAIL_FRAME_CAPS) {
    const frame = new Uint8Array(HEADER_BYTES + cap).fill(7);
    writeHeader(frame, type as typeof FrameType.End, cap);
    const parts = readAll(new FrameReader(JAIL_FRAME_CAPS, NONE), inChunks(frame, 100_000));
    assert.deepEqual(parts, [{ type, payload: new Uint8Array(cap).fill(7) }]);
  }
});
