import assert from "node:assert/strict";
import { MessageError } from "../../src/wire/fields.ts";
import { encodeEnd, encodeMessage } from "../../src/wire/encode_answer.ts";
import { decodeEnd, decodeFailure, decodeHello } from "../../src/wire/jail_answer.ts";
import { decodeRequest, encodeRequest } from "../../src/wire/jail_request.ts";
import { randomBytes, randomNumbers } from "./random.ts";

const FACTS = { refusedMemory: false, kept: false, peakHeapBytes: 5 };
const endOf = (claimed: unknown) => {
  const answer = JSON.stringify({ exitCode: 0, memoryError: false, claimed });
  return encodeEnd(new TextEncoder().encode(answer), FACTS);
};

const MESSAGES = [
  encodeMessage({
    protocol: 6,
    walls: { wasm: true, permissions: true },
    system: [],
    heapBytes: 5,
  }),
  endOf({
    result: "1",
    resultRepr: "1",
    error: { type: "E", message: "m", traceback: "t", line: 1 },
  }),
  endOf({ ps1: ">>> ", ps2: "... ", leaves: false }),
  endOf("complete"),
  endOf(["name"]),
  encodeMessage({ kind: "trap", message: "m" }),
  encodeRequest({
    kind: "complete",
    cursor: 5,
    setting: {
      args: ["x"],
      env: { A: "b" },
      seed: "1",
      terminals: { stdin: false, stdout: false, stderr: false, columns: 80, rows: 24 },
      colour: false,
      maxHeapBytes: 5,
      keep: true,
      renewInput: false,
      filesIn: false,
      filesOut: false,
      display: false,
    },
  }),
];

const DECODERS: readonly ((payload: Uint8Array) => unknown)[] = [
  decodeHello,
  decodeFailure,
  decodeRequest,
  ...(["program", "statement", "check", "complete"] as const).map((kind) => (payload: Uint8Array) =>
    decodeEnd(payload, kind)
  ),
];

Deno.test("mutated messages are read or refused with a MessageError, never anything else", () => {
  const random = randomNumbers(20_260_102);
  // Bytes that matter to JSON, so that many mutations still parse.
  const telling = new TextEncoder().encode('{}[],:"0123456789-.eE\\u truefalsn');
  let [read, refused] = [0, 0];
  for (let round = 0; round < 8000; round++) {
    const payload = MESSAGES[random(MESSAGES.length)]!.slice();
    for (let count = 1 + random(4); count > 0; count--) {
      const byte = random(4) === 0 ? random(256) : telling[random(telling.length)]!;
      payload[random(payload.length)] = byte;
    }
    for (const decode of DECODERS) {
      try {
        decode(payload);
        read++;
      } catch (error) {
        assert(error instanceof MessageError, String(error));
        refused++;
      }
    }
  }
  assert(read > 200 && refused > 500, `${read} read, ${refused} refused`);
});

Deno.test("random bytes are refused with a MessageError", () => {
  const random = randomNumbers(3);
  for (let round = 0; round < 2000; round++) {
    const payload = randomBytes(random, 2 + random(50));
    for (const decode of DECODERS) {
      assert.throws(() => decode(payload), MessageError);
    }
  }
});
