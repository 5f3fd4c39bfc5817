/** Calls of host functions on the wire: what is one, what is none, and how much work that is. */
import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { BOUNDS } from "../../src/wire/bounds.ts";
import {
  AnswerKind,
  type CallResult,
  decodeCallAnswer,
  encodeCallAnswer,
} from "../../src/wire/call_answer.ts";
import { decodeCall, decodeCallHead } from "../../src/wire/calls.ts";
import {
  CALL_HEAD_BYTES,
  FrameType,
  HEADER_BYTES,
  JAIL_FRAME_CAPS,
  payloadLength,
} from "../../src/wire/frame.ts";

const encoder = new TextEncoder();

function callOf(json: string | Uint8Array, number = 7, index = 3): Uint8Array {
  const bytes = typeof json === "string" ? encoder.encode(json) : json;
  const payload = new Uint8Array(CALL_HEAD_BYTES + bytes.length);
  new DataView(payload.buffer).setUint32(0, number, true);
  payload[4] = index;
  payload.set(bytes, CALL_HEAD_BYTES);
  return payload;
}

Deno.test("a call is its number, a function, and arguments as they were written", () => {
  const { number, index, args, kwargs } = decodeCall(
    callOf('{"args":[3.0,1e400,"\\u00e9\u00e9"],"kwargs":{"a":{"b":[]}}}', 2 ** 32 - 1, 255),
  );
  deepEqual([number, index], [2 ** 32 - 1, 255]);
  deepEqual([args.text, kwargs.text], ['[3.0,1e400,"\\u00e9\u00e9"]', '{"a":{"b":[]}}']);
});

Deno.test("what is no call is refused, and says why", () => {
  throws(() => decodeCallHead(new Uint8Array(4)), {
    name: "MessageError",
    message: "A call has no number",
  });
  const refused = (json: string | Uint8Array, what: string) =>
    throws(() => decodeCall(callOf(json)), { name: "MessageError", message: what });
  const none = "The arguments of a call are no args and kwargs";
  for (
    const json of [
      "{}",
      '{"args":[]}',
      '{"kwargs":{},"args":[]}',
      '{"args":{},"kwargs":{}}',
      '{"args":[],"kwargs":[]}',
      '{"args":[],"kwargs":{},"more":1}',
      '{"args":[],"kwargs":{},"kwargs":{}}',
      '{"args":1,"kwargs":{}}',
    ]
  ) {
    refused(json, none);
  }
  const at = (position: number) => `The arguments of a call: no JSON at position ${position}`;
  refused("[]", at(0));
  refused('{"args":[1,],"kwargs":{}}', at(11));
  refused('{"args": [],"kwargs":{}}', at(8));
  refused('{"args":["\\ud800"],"kwargs":{}}', at(13));
  refused('{"args":[NaN],"kwargs":{}}', at(9));
  refused('{"args":[],"kwargs":{}}x', at(23));
  refused('{"args":["\n"],"kwargs":{}}', at(10));
  refused('{"args":[],"kwargs":{}', "The arguments of a call: it ends too early");
  refused("", "The arguments of a call: it ends too early");
  const broken = encoder.encode('{"args":["x"],"kwargs":{}}');
  broken[10] = 0xFF;
  refused(broken, "The arguments of a call: no UTF-8");
});

Deno.test("an argument is nested at most 100 deep", () => {
  const json = (depth: number) => `{"args":[${"[".repeat(depth)}${"]".repeat(depth)}],"kwargs":{}}`;
  equal(decodeCall(callOf(json(BOUNDS.CALL_DEPTH + 1))).args.text.length, 204);
  throws(() => decodeCall(callOf(json(BOUNDS.CALL_DEPTH + 2))), {
    name: "MessageError",
    message: "The arguments of a call: expected arrays and objects nested at most 103 deep",
  });
});

Deno.test("the largest call takes no longer than its bytes, whatever is in it", () => {
  equal(JAIL_FRAME_CAPS.get(FrameType.Call), CALL_HEAD_BYTES + BOUNDS.CALL_ARGUMENTS_BYTES);
  const fill = (unit: string) => {
    const room = BOUNDS.CALL_ARGUMENTS_BYTES - 30;
    return `{"args":[${unit.repeat(Math.floor(room / unit.length))}0],"kwargs":{}}`;
  };
  for (const unit of ["[],", "0,", '"",', '{"":0},', '"\\u0041",', `"${"x".repeat(1000)}",`]) {
    const payload = callOf(fill(unit));
    const best = Math.min(...[1, 2, 3].map(() => {
      const began = performance.now();
      decodeCall(payload);
      return performance.now() - began;
    }));
    // Ten times what it takes: other work may share the processors.
    ok(best < 500, `${unit}: ${best} ms`);
  }
});

Deno.test("an answer is the number of its call, and a value or an error", () => {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const payload = (number: number, result: CallResult) => {
    const frame = encodeCallAnswer(number, result);
    deepEqual([frame[0], payloadLength(frame)], [
      FrameType.CallAnswer,
      frame.length - HEADER_BYTES,
    ]);
    return frame.subarray(HEADER_BYTES);
  };
  const value = decodeCallAnswer(payload(2 ** 31, { value: encoder.encode("[3.0]") }));
  deepEqual([value.number, value.kind, text(value.json)], [2 ** 31, AnswerKind.value, "[3.0]"]);
  const error = decodeCallAnswer(payload(0, { error: { type: "E", message: "\u00e9" } }));
  deepEqual([error.number, error.kind], [0, AnswerKind.error]);
  deepEqual(JSON.parse(text(error.json)), { type: "E", message: "\u00e9" });
});
