import assert from "node:assert/strict";
import {
  CLAIM_TEXT_LENGTH,
  decodeEnd,
  decodeFailure,
  decodeHello,
  encodeMessage,
  type End,
  type Failure,
  type Hello,
  PROTOCOL_VERSION,
  RESULT_DEPTH,
} from "../../src/wire/messages.ts";
import type { Json } from "../../src/core/outcome.ts";

const END: End = {
  exitCode: 0,
  outOfMemory: false,
  kept: false,
  peakHeapBytes: 1024,
  claimed: { result: null, resultRepr: null, error: null },
};

function endWith(result: Json): Uint8Array {
  return encodeMessage({ ...END, claimed: { ...END.claimed, result } });
}

function nested(depth: number): Json {
  let value: Json = 1;
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { inner: value };
  return value;
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
    const hello = { protocol: 2, walls: { wasm: value, permissions: value }, system, heapBytes: 0 };
    const bytes = new TextEncoder().encode(JSON.stringify(hello));
    const decoded = decodeHello(bytes);
    assert.deepEqual(decoded.walls, { wasm: false, permissions: false });
    assert.equal(decoded.system[0]!.holds, false);
  }
});

Deno.test("an end is read as it was written", () => {
  const error = { type: "ValueError", message: "no", traceback: "Traceback...\n", line: 3 };
  const ends: End[] = [
    END,
    { ...END, exitCode: 255, outOfMemory: true, peakHeapBytes: Number.MAX_SAFE_INTEGER },
    {
      ...END,
      claimed: { result: { a: [1, "b", null, true, 1.5] }, resultRepr: "{}", error: null },
    },
    { ...END, exitCode: 1, claimed: { result: null, resultRepr: null, error } },
    { ...END, claimed: { ...END.claimed, error: { ...error, line: null } } },
  ];
  for (const end of ends) assert.deepEqual(decodeEnd(encodeMessage(end)), end);
});

Deno.test("a failure is read as it was written", () => {
  for (const kind of ["stack", "trap", "memory", "boot"] as const) {
    const failure: Failure = { kind, message: `a ${kind}` };
    assert.deepEqual(decodeFailure(encodeMessage(failure)), failure);
  }
});

Deno.test("a result may be nested to the limit and no deeper", () => {
  assert.deepEqual(decodeEnd(endWith(nested(RESULT_DEPTH))).claimed.result, nested(RESULT_DEPTH));
  assert.throws(() => decodeEnd(endWith(nested(RESULT_DEPTH + 1))), {
    name: "MessageError",
    message: "result is nested deeper than 64 levels",
  });
});

Deno.test("a result without end is refused without overflowing the stack", () => {
  const text = JSON.stringify({ ...END, claimed: { ...END.claimed, result: "HERE" } });
  const deep = text.replace('"HERE"', "[".repeat(100_000) + "]".repeat(100_000));
  assert.throws(() => decodeEnd(new TextEncoder().encode(deep)), { name: "MessageError" });
});

Deno.test("a result that is missing is null", () => {
  const end = { ...END, claimed: { resultRepr: null, error: null } };
  const bytes = new TextEncoder().encode(JSON.stringify(end));
  assert.equal(decodeEnd(bytes).claimed.result, null);
});

Deno.test("members named __proto__ are data and lend nothing to their object", () => {
  const bytes = new TextEncoder().encode(
    `{"__proto__": {"exitCode": 0, "peakHeapBytes": 0, "claimed": {}}, "constructor": 1}`,
  );
  assert.throws(() => decodeEnd(bytes), {
    name: "MessageError",
    message: "exitCode is missing, expected a whole number",
  });
  const result = decodeEnd(
    new TextEncoder().encode(
      `{"exitCode": 0, "peakHeapBytes": 0, "claimed":
        {"result": {"__proto__": {"polluted": 1}}, "resultRepr": null, "error": null}}`,
    ),
  ).claimed.result as Record<string, Json>;
  assert.equal(result.polluted, undefined);
  assert.equal(JSON.stringify(result), `{"__proto__":{"polluted":1}}`);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

Deno.test("long texts among the claims are cut", () => {
  const long = "x".repeat(CLAIM_TEXT_LENGTH + 1);
  const error = { type: long, message: long, traceback: long, line: 1 };
  const { claimed } = decodeEnd(
    encodeMessage({ ...END, claimed: { result: null, resultRepr: long, error } }),
  );
  const cut = long.slice(1);
  assert.deepEqual(claimed.error, { type: cut, message: cut, traceback: cut, line: 1 });
  assert.equal(claimed.resultRepr, cut);
  assert.equal(decodeFailure(encodeMessage({ kind: "trap", message: long })).message, cut);
});
