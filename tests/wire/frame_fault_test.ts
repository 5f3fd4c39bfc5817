import assert from "node:assert/strict";
import {
  encodeFrame,
  FrameError,
  type FrameFault,
  FrameReader,
  FrameType,
  JAIL_FRAME_CAPS,
} from "../../src/wire/frame.ts";

const STREAMED: ReadonlySet<number> = new Set([FrameType.Stdout, FrameType.Stderr]);

function newReader(): FrameReader {
  return new FrameReader(JAIL_FRAME_CAPS, STREAMED);
}

function assertFault(act: () => unknown, fault: FrameFault, message: string): void {
  assert.throws(act, (error: unknown) => {
    assert(error instanceof FrameError);
    assert.deepEqual([error.fault, error.message], [fault, message]);
    return true;
  });
}

Deno.test("a type that is not the jail's to send is a fault, whatever its length", () => {
  const types = [0, 14, 63, FrameType.Request, FrameType.Source, FrameType.Interrupt, 255];
  for (const type of types) {
    assertFault(
      () => [...newReader().read(Uint8Array.of(type, 0, 0, 0, 0))],
      "UnknownType",
      `A frame of unknown type ${type} arrived`,
    );
  }
});

Deno.test("a length of one byte above the cap is a fault, before any payload has come", () => {
  for (const [type, cap] of JAIL_FRAME_CAPS) {
    const header = Uint8Array.of(type, 0, 0, 0, 0);
    new DataView(header.buffer).setUint32(1, cap + 1, true);
    assertFault(
      () => [...newReader().read(header)],
      "TooLarge",
      `A frame of type ${type} announced ${cap + 1} bytes, more than ${cap}`,
    );
  }
});

Deno.test("the largest length that can be announced is a fault, and not taken for a negative one", () => {
  assertFault(
    () => [...newReader().read(Uint8Array.of(FrameType.Stdout, 255, 255, 255, 255))],
    "TooLarge",
    "A frame of type 2 announced 4294967295 bytes, more than 262144",
  );
});

Deno.test("a stream that ends inside a frame is a fault, wherever it is cut", () => {
  const frame = encodeFrame(FrameType.End, Uint8Array.of(1, 2, 3));
  for (let length = 1; length < frame.length; length++) {
    const reader = newReader();
    assert.deepEqual([...reader.read(frame.subarray(0, length))], []);
    assertFault(() => reader.end(), "Truncated", "The stream ended in the middle of a frame");
  }
});

Deno.test("a streamed frame that is cut is a fault although its parts were handed on", () => {
  const reader = newReader();
  const frame = encodeFrame(FrameType.Stdout, Uint8Array.of(1, 2, 3));
  assert.equal([...reader.read(frame.subarray(0, 7))].length, 1);
  assertFault(() => reader.end(), "Truncated", "The stream ended in the middle of a frame");
});

Deno.test("a stream may end before, between and after frames", () => {
  const reader = newReader();
  reader.end();
  assert.equal([...reader.read(encodeFrame(FrameType.End))].length, 1);
  reader.end();
});

Deno.test("frames before a fault are still handed on", () => {
  const stream = new Uint8Array([
    ...encodeFrame(FrameType.Stdout, Uint8Array.of(9)),
    99,
    0,
    0,
    0,
    0,
  ]);
  const frames = newReader().read(stream);
  assert.deepEqual(frames.next().value, { type: FrameType.Stdout, payload: Uint8Array.of(9) });
  assertFault(() => frames.next(), "UnknownType", "A frame of unknown type 99 arrived");
});
