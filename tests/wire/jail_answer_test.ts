import assert from "node:assert/strict";
import { RawJson } from "../../src/core/raw_json.ts";
import { BOUNDS } from "../../src/wire/bounds.ts";
import { PROTOCOL_VERSION } from "../../src/wire/frame.ts";
import { encodeEnd, encodeMessage, encodeSilentAnswer } from "../../src/wire/encode_answer.ts";
import {
  type Claimed,
  decodeEnd,
  decodeFailure,
  decodeHello,
  type Failure,
  type Hello,
} from "../../src/wire/jail_answer.ts";

const { CLAIM_TEXT_LENGTH, PROMPT_LENGTH, RESULT_DEPTH, RESULT_JSON_BYTES } = BOUNDS;

const FACTS = { refusedMemory: false, kept: false, peakHeapBytes: 1024 };
const NUMBERS = '{"a":[3.0,-0.0,12345678901234567890,"b",null,true,1.50]}';
const NO_CLAIMS = { result: "null", resultRepr: null, error: null };

/** The end of a request whose answer claims `claimed`. */
function endOf(claimed: unknown, facts = FACTS): Uint8Array<ArrayBuffer> {
  const answer = JSON.stringify({ exitCode: 0, memoryError: false, claimed });
  return encodeEnd(new TextEncoder().encode(answer), facts);
}

/** What is made of a result whose JSON is `text`. */
function resultOf(text: string): RawJson | null {
  return decodeEnd(endOf({ ...NO_CLAIMS, result: text }), "program").answer.claimed!.result;
}

Deno.test("a hello is read as it was written", () => {
  for (const [wasm, permissions] of [[true, true], [true, false], [false, true]] as const) {
    const hello: Hello = {
      protocol: PROTOCOL_VERSION,
      walls: { wasm, permissions },
      system: [
        { name: "seccomp", holds: wasm, missing: null },
        { name: "job", holds: false, missing: "no job" },
      ],
      heapBytes: 31_457_280,
    };
    assert.deepEqual(decodeHello(encodeMessage(hello)), hello);
  }
});

Deno.test("a wall stands only where the hello says exactly true", () => {
  for (const value of [1, "true", null, {}, [true]]) {
    const system = [{ name: "landlock", holds: value, missing: null }];
    const hello = {
      protocol: PROTOCOL_VERSION,
      walls: { wasm: value, permissions: value },
      system,
      heapBytes: 0,
    };
    const bytes = new TextEncoder().encode(JSON.stringify(hello));
    const decoded = decodeHello(bytes);
    assert.deepEqual(decoded.walls, { wasm: false, permissions: false });
    assert.equal(decoded.system[0]!.holds, false);
  }
});

Deno.test("an end is read as it was written, whatever was asked", () => {
  const error = { type: "ValueError", message: "no", traceback: "Traceback...\n", line: 3 };
  const claims: { [K in keyof Claimed]: readonly [sent: unknown, read: Claimed[K]][] } = {
    program: [
      [NO_CLAIMS, { ...NO_CLAIMS, result: null }],
      [
        { result: NUMBERS, resultRepr: "{}", error: null, resultReprTruncated: true },
        {
          ...{ result: new RawJson(NUMBERS), resultRepr: "{}", error: null },
          resultReprTruncated: true,
        },
      ],
      [{ ...NO_CLAIMS, resultOmitted: "why" }, {
        ...{ result: null, resultRepr: null, error: null, resultOmitted: "why" },
      }],
      [{ ...NO_CLAIMS, error }, { result: null, resultRepr: null, error }],
      [{ ...NO_CLAIMS, error: { ...error, line: null } }, {
        ...{ result: null, resultRepr: null },
        error: { ...error, line: null },
      }],
    ],
    statement: [[{ ps1: ">>> ", ps2: "", leaves: true }, { ps1: ">>> ", ps2: "", leaves: true }]],
    check: [["complete", "complete"], ["incomplete", "incomplete"], ["invalid", "invalid"]],
    complete: [[[], []], [["os.path", "os.sep"], ["os.path", "os.sep"]]],
  };
  const facts = { refusedMemory: true, kept: true, peakHeapBytes: Number.MAX_SAFE_INTEGER };
  for (const kind of ["program", "statement", "check", "complete"] as const) {
    for (const [sent, read] of claims[kind]) {
      const answer = { exitCode: 0, memoryError: false, claimed: read };
      assert.deepEqual(decodeEnd(endOf(sent), kind), { kind, answer, ...FACTS });
      assert.deepEqual(decodeEnd(endOf(sent, facts), kind), { kind, answer, ...facts });
    }
    const silent = encodeEnd(encodeSilentAnswer(255, true), FACTS);
    const answer = { exitCode: 255, memoryError: true, claimed: null };
    assert.deepEqual(decodeEnd(silent, kind), { kind, answer, ...FACTS });
  }
});

Deno.test("an answer that pretends to be more than itself changes none of the jail's own members", () => {
  const answer = '{"exitCode":0,"memoryError":false,"claimed":null},"kept":true,"peakHeapBytes":5';
  const end = decodeEnd(encodeEnd(new TextEncoder().encode(answer), FACTS), "check");
  assert.deepEqual([end.kept, end.peakHeapBytes], [false, 1024]);
});

Deno.test("a failure is read as it was written", () => {
  for (const kind of ["stack", "trap", "memory", "boot"] as const) {
    const failure: Failure = { kind, message: `a ${kind}` };
    assert.deepEqual(decodeFailure(encodeMessage(failure)), failure);
  }
});

Deno.test("a result may be nested to the limit and no deeper", () => {
  const nested = (depth: number) => "[".repeat(depth) + "1" + "]".repeat(depth);
  assert.equal(resultOf(nested(RESULT_DEPTH))?.text, nested(RESULT_DEPTH));
  const mixed = '{"inner":['.repeat(RESULT_DEPTH / 2) + "1" + "]}".repeat(RESULT_DEPTH / 2);
  assert.equal(resultOf(mixed)?.text, mixed);
  assert.throws(() => resultOf(nested(RESULT_DEPTH + 1)), {
    name: "MessageError",
    message: "result is nested deeper than 100 levels",
  });
});

Deno.test("a result without end is refused without overflowing the stack", () => {
  assert.throws(() => resultOf("[".repeat(100_000) + "]".repeat(100_000)), {
    name: "MessageError",
  });
});

Deno.test("a result may be as long as the bound, and no longer", () => {
  const text = (length: number) => `"${"x".repeat(length - 2)}"`;
  assert.equal(resultOf(text(RESULT_JSON_BYTES))?.text.length, RESULT_JSON_BYTES);
  assert.throws(() => resultOf(text(RESULT_JSON_BYTES + 1)), {
    name: "MessageError",
    message: "result has 524289 characters of JSON, expected at most 524288",
  });
});

Deno.test("a result that is no JSON is null: a program may have put it there", () => {
  for (const text of ["", "FORGED", "{", "NaN"]) assert.equal(resultOf(text), null);
});

Deno.test("members named __proto__ are data and lend nothing to their object", () => {
  const bytes = new TextEncoder().encode(
    `{"answer": {"__proto__": {"exitCode": 0, "claimed": null}, "constructor": 1}}`,
  );
  assert.throws(() => decodeEnd(bytes, "program"), {
    name: "MessageError",
    message: "exitCode is missing, expected a whole number",
  });
  const result = resultOf('{"__proto__": {"polluted": 1}}');
  assert.equal((result?.value() as Record<string, unknown>).polluted, undefined);
  assert.equal(result?.text, `{"__proto__":{"polluted":1}}`);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

Deno.test("long texts among the claims are cut", () => {
  const long = "x".repeat(CLAIM_TEXT_LENGTH + 1);
  const error = { type: long, message: long, traceback: long, line: 1 };
  const end = decodeEnd(endOf({ ...NO_CLAIMS, resultRepr: long, error }), "program");
  const claimed = end.answer.claimed!;
  const cut = long.slice(1);
  assert.deepEqual(claimed.error, { type: cut, message: cut, traceback: cut, line: 1 });
  assert.equal(claimed.resultRepr, cut);
  assert.equal(decodeFailure(encodeMessage({ kind: "trap", message: long })).message, cut);
});

Deno.test("long prompts are cut", () => {
  const long = "x".repeat(PROMPT_LENGTH + 1);
  const end = decodeEnd(endOf({ ps1: long, ps2: long, leaves: false }), "statement");
  const cut = long.slice(1);
  assert.deepEqual(end.answer.claimed, { ps1: cut, ps2: cut, leaves: false });
});
