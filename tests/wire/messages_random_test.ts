import assert from "node:assert/strict";
import {
  decodeEnd,
  decodeFailure,
  decodeHello,
  encodeMessage,
  MessageError,
} from "../../src/wire/messages.ts";
import { randomBytes, randomNumbers } from "./random.ts";

const MESSAGES = [
  encodeMessage({
    protocol: 2,
    walls: { wasm: true, permissions: true },
    system: [],
    heapBytes: 5,
  }),
  encodeMessage({
    exitCode: 0,
    outOfMemory: false,
    kept: false,
    peakHeapBytes: 5,
    claimed: {
      result: 1,
      resultRepr: "1",
      error: { type: "E", message: "m", traceback: "t", line: 1 },
    },
  }),
  encodeMessage({ kind: "trap", message: "m" }),
];

Deno.test("mutated messages are read or refused with a MessageError, never anything else", () => {
  const random = randomNumbers(20_260_102);
  // Bytes that matter to JSON, so that many mutations still parse.
  const telling = new TextEncoder().encode('{}[],:"0123456789-.eE\\u truefalsn');
  let [read, refused] = [0, 0];
  for (let round = 0; round < 20_000; round++) {
    const payload = MESSAGES[random(MESSAGES.length)]!.slice();
    for (let count = 1 + random(4); count > 0; count--) {
      const byte = random(4) === 0 ? random(256) : telling[random(telling.length)]!;
      payload[random(payload.length)] = byte;
    }
    for (const decode of [decodeHello, decodeEnd, decodeFailure]) {
      try {
        decode(payload);
        read++;
      } catch (error) {
        assert(error instanceof MessageError, String(error));
        refused++;
      }
    }
  }
  assert(read > 500 && refused > 500, `${read} read, ${refused} refused`);
});

Deno.test("random bytes are refused with a MessageError", () => {
  const random = randomNumbers(3);
  for (let round = 0; round < 2000; round++) {
    const payload = randomBytes(random, 2 + random(50));
    for (const decode of [decodeHello, decodeEnd, decodeFailure]) {
      assert.throws(() => decode(payload), MessageError);
    }
  }
});
