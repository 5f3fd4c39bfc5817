import assert from "node:assert/strict";
import { MessageError } from "../../src/wire/fields.ts";
import {
  decodeEnd as decodeEndOf,
  decodeFailure,
  decodeHello,
} from "../../src/wire/jail_answer.ts";

const decodeEnd = (payload: Uint8Array) => decodeEndOf(payload, "program");

type Fields = Record<string, unknown>;

const HELLO: Fields = {
  protocol: 6,
  walls: { wasm: true, permissions: true },
  system: [],
  heapBytes: 5,
};
const ERROR: Fields = { type: "E", message: "m", traceback: "t", line: 1 };
const CLAIMED: Fields = { result: "1", resultRepr: "1", error: ERROR };
const ANSWER: Fields = { exitCode: 0, memoryError: false, claimed: CLAIMED };
const END: Fields = { answer: ANSWER, refusedMemory: false, kept: false, peakHeapBytes: 5 };
const FAILURE: Fields = { kind: "trap", message: "m" };

function encode(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}

function assertRefused(
  decode: (payload: Uint8Array) => unknown,
  payload: Uint8Array,
  message: string,
): void {
  assert.throws(() => decode(payload), (error: unknown) => {
    assert(error instanceof MessageError, String(error));
    assert.equal(error.message, message);
    return true;
  });
}

Deno.test("what is not JSON in UTF-8 is refused by name", () => {
  const payloads = [
    new Uint8Array(0),
    encode({}).subarray(1),
    Uint8Array.of(0x22, 0xFF, 0x22),
    new TextEncoder().encode("{'a': 1}"),
    new TextEncoder().encode('{"exitCode": NaN}'),
  ];
  for (const payload of payloads) {
    assertRefused(decodeHello, payload, "The hello message is not JSON in UTF-8");
    assertRefused(decodeEnd, payload, "The end message is not JSON in UTF-8");
    assertRefused(decodeFailure, payload, "The failure message is not JSON in UTF-8");
  }
});

Deno.test("a message that has more than any message has is refused by what it has too much of", () => {
  const most = 16 * 1024 * 1024 / 4;
  for (
    const [text, message] of [
      ["[".repeat(most), "expected arrays and objects nested at most 8 deep"],
      [`{"a":[${"{},".repeat(most / 3)}`, "expected at most 64 arrays and objects"],
      [`[${"0,".repeat(most / 2)}`, "expected at most 2048 values"],
      [`{${'"":0,'.repeat(most / 5)}`, "expected at most 128 names"],
      [`{"${"\\\\".repeat(most / 2)}`, "expected names of at most 4096 characters in all"],
    ] as const
  ) {
    const payload = new TextEncoder().encode(text);
    assertRefused(decodeEnd, payload, `The end message: ${message}`);
  }
});

Deno.test("JSON that is no object is refused by what it is", () => {
  const cases = [[null, "null"], ["x", "of type string"], [true, "of type boolean"]] as const;
  for (const [value, shown] of cases) {
    assertRefused(decodeHello, encode(value), `hello is ${shown}, expected an object`);
    assertRefused(decodeEnd, encode(value), `end is ${shown}, expected an object`);
    assertRefused(decodeFailure, encode(value), `failure is ${shown}, expected an object`);
  }
});

Deno.test("an array where an object belongs is called an array", () => {
  assertRefused(decodeEnd, encode([]), "end is an array, expected an object");
  assertRefused(
    decodeHello,
    encode({ ...HELLO, walls: [] }),
    "walls is an array, expected an object",
  );
});

Deno.test("a hello of another protocol says which", () => {
  for (const [protocol, shown] of [[2, "2"], [0, "0"], [1.5, "1.5"], ["3", "of type string"]]) {
    assertRefused(
      decodeHello,
      encode({ ...HELLO, protocol }),
      `The jail speaks protocol ${shown}, expected 6`,
    );
  }
  assertRefused(decodeHello, encode({}), "The jail speaks protocol missing, expected 6");
});

Deno.test("each wrong member of a hello is refused by name", () => {
  const cases: [Fields, string][] = [
    [{ walls: undefined }, "walls is missing, expected an object"],
    [{ walls: null }, "walls is null, expected an object"],
    [{ walls: "both" }, "walls is of type string, expected an object"],
    [{ heapBytes: undefined }, "heapBytes is missing, expected a whole number"],
    [{ heapBytes: "5" }, "heapBytes is of type string, expected a whole number"],
    [{ heapBytes: -1 }, "heapBytes is -1, expected a whole number"],
    [{ heapBytes: 0.5 }, "heapBytes is 0.5, expected a whole number"],
    [{ heapBytes: 2 ** 53 }, "heapBytes is 9007199254740992, expected a whole number"],
  ];
  for (const [change, message] of cases) {
    assertRefused(decodeHello, encode({ ...HELLO, ...change }), message);
  }
});

Deno.test("each wrong member of an end is refused by name", () => {
  const cases: [Fields, string][] = [
    [{ answer: undefined }, "answer is missing, expected an object"],
    [{ answer: "{}" }, "answer is of type string, expected an object"],
    [{ peakHeapBytes: true }, "peakHeapBytes is of type boolean, expected a whole number"],
  ];
  for (const [change, message] of cases) {
    assertRefused(decodeEnd, encode({ ...END, ...change }), message);
  }
});

Deno.test("each wrong member of an answer is refused by name", () => {
  const claimed = (change: Fields) => ({ claimed: { ...CLAIMED, ...change } });
  const error = (change: Fields) => claimed({ error: { ...ERROR, ...change } });
  const cases: [Fields, string][] = [
    [{ exitCode: undefined }, "exitCode is missing, expected a whole number"],
    [{ exitCode: null }, "exitCode is null, expected a whole number"],
    [{ exitCode: -1 }, "exitCode is -1, expected a whole number"],
    [{ exitCode: 256 }, "exitCode is 256, expected 0 to 255"],
    [{ claimed: undefined }, "claimed is missing, expected an object"],
    [claimed({ result: undefined }), "result is missing, expected text"],
    [claimed({ result: 5 }), "result is 5, expected text"],
    [claimed({ resultOmitted: 5 }), "resultOmitted is 5, expected text"],
    [claimed({ resultRepr: 5 }), "resultRepr is 5, expected text"],
    [claimed({ resultRepr: undefined }), "resultRepr is missing, expected text"],
    [claimed({ error: "bad" }), "error is of type string, expected an object"],
    [claimed({ error: undefined }), "error is missing, expected an object"],
    [error({ type: undefined }), "error.type is missing, expected text"],
    [error({ message: {} }), "error.message is of type object, expected text"],
    [error({ traceback: null }), "error.traceback is null, expected text"],
    [error({ line: "1" }), "error.line is of type string, expected a whole number"],
    [error({ line: undefined }), "error.line is missing, expected a whole number"],
  ];
  for (const [change, message] of cases) {
    assertRefused(decodeEnd, encode({ ...END, answer: { ...ANSWER, ...change } }), message);
  }
});

Deno.test("an answer to another kind of request is refused", () => {
  const kinds = ["program", "statement", "check", "complete"] as const;
  const claims: Record<(typeof kinds)[number], unknown> = {
    program: CLAIMED,
    statement: { ps1: "", ps2: "", leaves: false },
    check: "complete",
    complete: ["name"],
  };
  for (const kind of kinds) {
    for (const other of kinds) {
      const payload = encode({ ...END, answer: { ...ANSWER, claimed: claims[other] } });
      if (kind === other) decodeEndOf(payload, kind);
      else assert.throws(() => decodeEndOf(payload, kind), MessageError, `${other} for ${kind}`);
    }
  }
});

Deno.test("what a prompt is answered is held to its bounds", () => {
  const refused = (kind: "check" | "statement" | "complete", claimed: unknown, message: string) => {
    const payload = encode({ ...END, answer: { ...ANSWER, claimed } });
    assertRefused((bytes) => decodeEndOf(bytes, kind), payload, message);
  };
  const state = { ps1: ">>> ", ps2: "... ", leaves: false };
  refused("statement", { ...state, ps1: 5 }, "ps1 is 5, expected text");
  refused("statement", { ...state, leaves: 1 }, "leaves is 1, expected true or false");
  const kinds = "complete, incomplete, invalid";
  refused("check", "\u001b[2J", `claimed is of type string, expected one of ${kinds}`);
  refused("complete", [1], "a name is 1, expected text");
  refused("complete", ["x".repeat(201)], "a name has 201 characters, expected at most 200");
  const many = new Array(1001).fill("x");
  refused("complete", many, "claimed has 1001 items, expected at most 1000");
});

Deno.test("each wrong member of a failure is refused by name, and a hostile kind is not repeated", () => {
  const cases: [Fields, string][] = [
    [{ kind: undefined }, "The kind of failure is missing"],
    [{ kind: "\u001b[31mok" }, "The kind of failure is of type string"],
    [{ message: undefined }, "message is missing, expected text"],
    [{ message: false }, "message is of type boolean, expected text"],
  ];
  for (const [change, message] of cases) {
    assertRefused(decodeFailure, encode({ ...FAILURE, ...change }), message);
  }
});

Deno.test("a member that is missing is never answered by a prototype", () => {
  const prototype = Object.prototype as unknown as Fields;
  prototype.exitCode = 0;
  try {
    const { exitCode: _, ...rest } = ANSWER;
    assertRefused(
      decodeEnd,
      encode({ ...END, answer: rest }),
      "exitCode is missing, expected a whole number",
    );
  } finally {
    delete prototype.exitCode;
  }
});

Deno.test("walls of the system that are no list, or that nobody knows, are refused by name", () => {
  const hello = (system: unknown) => encode({ ...HELLO, system });
  assertRefused(decodeHello, hello({}), "system is of type object, expected an array");
  assertRefused(decodeHello, hello(undefined), "system is missing, expected an array");
  assertRefused(decodeHello, hello([1]), "wall is 1, expected an object");
  const wall = { name: "moat", holds: true, missing: null };
  assertRefused(decodeHello, hello([wall]), "The name of a wall is of type string");
  const silent = { name: "job", holds: true };
  assertRefused(decodeHello, hello([silent]), "missing is missing, expected text");
});
