import assert from "node:assert/strict";
import {
  type AskKind,
  ASKS,
  encodeReadRequest,
  kindOfAnswer,
  kindOfQuestion,
  pausesClock,
} from "../../src/wire/asks.ts";
import { FrameType, JAIL_FRAME_CAPS, STDIN_FRAME_BYTES } from "../../src/wire/frame.ts";

Deno.test("each kind has frames of its own, and a cap on its question", () => {
  const types = Object.values(ASKS).flatMap(({ question, answer }) => [question, answer]);
  assert.equal(new Set(types).size, types.length);
  for (const kind of Object.keys(ASKS) as AskKind[]) {
    const { question, answer } = ASKS[kind];
    assert(JAIL_FRAME_CAPS.has(question), kind);
    assert(!JAIL_FRAME_CAPS.has(answer), kind);
    assert.deepEqual([kindOfQuestion(question), kindOfAnswer(answer)], [kind, kind]);
  }
});

Deno.test("frames that are no question and no answer are of no kind", () => {
  for (const type of [0, FrameType.Stdout, FrameType.End, FrameType.Request, 255]) {
    assert.deepEqual([kindOfQuestion(type), kindOfAnswer(type)], [null, null]);
  }
  assert.equal(kindOfQuestion(FrameType.Stdin), null);
  assert.equal(kindOfAnswer(FrameType.ReadStdin), null);
});

Deno.test("a request for input asks for at least one byte and at most what a frame carries", () => {
  const { decode } = ASKS.stdin;
  for (const most of [1, 5, STDIN_FRAME_BYTES]) {
    assert.equal(decode(encodeReadRequest(most)), most);
  }
  assert.equal(decode(encodeReadRequest(2 ** 31)), STDIN_FRAME_BYTES);
  assert.equal(decode(new Uint8Array(4)), 1);
  assert.equal(decode(new Uint8Array(4).fill(0xFF)), STDIN_FRAME_BYTES);
  // A view into a larger array, as the reader of frames gives them.
  assert.equal(decode(Uint8Array.of(9, 9, 7, 0, 0, 0).subarray(2)), 7);
  for (const length of [0, 3, 5]) {
    assert.throws(() => decode(new Uint8Array(length)), {
      name: "MessageError",
      message: "A request for standard input has the wrong length",
    });
  }
});

Deno.test("the wall clock stands by the rule of the kind", () => {
  assert.deepEqual([pausesClock("never", true), pausesClock("never", false)], [false, false]);
  assert.deepEqual([pausesClock("always", true), pausesClock("always", false)], [true, true]);
  const atPrompt = [pausesClock("at a prompt", true), pausesClock("at a prompt", false)];
  assert.deepEqual(atPrompt, [true, false]);
});
