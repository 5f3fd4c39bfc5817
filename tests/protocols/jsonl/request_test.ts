import assert from "node:assert/strict";
import { ask, assertRefused, CEILINGS, run } from "./requests.ts";

Deno.test("the simple form is a program under the server's limits, and nothing else", () => {
  const { code, env, ...others } = run({ code: "4 + 5" });
  const rest = { ...others, functions: { ...others.functions } };
  assert.equal(new TextDecoder().decode(code), "4 + 5");
  assert.equal(Object.getPrototypeOf(env), null);
  assert.deepEqual(Object.keys(env), []);
  assert.deepEqual(rest, {
    kind: "run",
    id: null,
    args: [],
    stdin: null,
    files: {},
    outputs: null,
    inputs: null,
    display: false,
    functions: {},
    callTimeoutMs: 30_000,
    maxCalls: 1000,
    limits: CEILINGS,
    maxHeapGiven: false,
    seed: null,
    stream: false,
    session: null,
  });
});

Deno.test("the full form has each member", () => {
  const { code, env, stdin, files, inputs, ...others } = run({
    id: "a",
    code: "\u20ac",
    args: ["x", ""],
    env: { A: "1", B: "" },
    stdin: "\u00e9",
    files: { a: { text: "\u00e9" }, "b/__proto__": { base64: "AP8=" } },
    outputs: ["*.png", "out/**"],
    inputs: { a: [1, "\u20ac"], b: null },
    display: true,
    functions: [{ name: "f", description: "d", parameters: { type: "object" } }, { name: "__g" }],
    callTimeout: "1m",
    maxCalls: 0,
    timeout: "2s",
    cpu: 1500,
    maxHeap: "64",
    maxOutput: 1000,
    seed: 7,
    stream: true,
    session: "s",
  });
  assert.deepEqual([...code], [0xE2, 0x82, 0xAC]);
  assert.deepEqual([...stdin!], [0xC3, 0xA9]);
  assert.deepEqual(Object.entries(files).map(([path, bytes]) => [path, ...bytes]), [
    ["a", 0xC3, 0xA9],
    ["b/__proto__", 0, 0xFF],
  ]);
  assert.deepEqual({ ...env }, { A: "1", B: "" });
  const rest = { ...others, functions: { ...others.functions } };
  assert.equal(new TextDecoder().decode(inputs!.bytes), '{"a":[1,"\u20ac"],"b":null}');
  assert.deepEqual(rest, {
    kind: "run",
    id: "a",
    args: ["x", ""],
    outputs: ["*.png", "out/**"],
    display: true,
    functions: {
      f: { description: "d", parameters: { type: "object" } },
      __g: { description: null, parameters: null },
    },
    callTimeoutMs: 60_000,
    maxCalls: 0,
    limits: {
      timeoutMs: 2000,
      cpuMs: 1500,
      maxHeapBytes: 64 * 1024 * 1024,
      maxOutputBytes: 1000,
    },
    maxHeapGiven: true,
    seed: 7n,
    stream: true,
    session: "s",
  });
});

Deno.test("an empty program and an empty input are given", () => {
  const { code, stdin } = run({ code: "", stdin: "" });
  assert.deepEqual([code.length, stdin?.length], [0, 0]);
});

Deno.test("the other requests", () => {
  assert.deepEqual(ask({ cancel: "a" }), { kind: "cancel", id: null, target: "a" });
  assert.deepEqual(ask({ id: 2, cancel: 0 }), { kind: "cancel", id: 2, target: 0 });
  assert.deepEqual(ask({ close: "s" }), { kind: "close", id: null, session: "s" });
  assert.deepEqual(ask({ id: "", close: "s" }), { kind: "close", id: "", session: "s" });
  assert.deepEqual(ask({ ping: true }), { kind: "ping", id: null });
  assert.deepEqual(ask({ ping: true, id: 1.5 }), { kind: "ping", id: 1.5 });
  assert.deepEqual(ask({ shutdown: true }), { kind: "shutdown" });
});

Deno.test("a member that is null was not given", () => {
  const nulls = {
    id: null,
    args: null,
    env: null,
    stdin: null,
    timeout: null,
    cpu: null,
    maxHeap: null,
    maxOutput: null,
    seed: null,
    stream: null,
    session: null,
    cancel: null,
    ping: null,
  };
  assert.deepEqual(run(nulls), run({}));
  assert.deepEqual(ask({ ping: true, code: null, timeout: null }), { kind: "ping", id: null });
});

Deno.test("ids are taken as they are, up to what can be echoed", () => {
  const astral = "\ud83d\ude00".repeat(256);
  for (const id of ["", "a".repeat(256), astral, 0, -1, 0.1, 1e-9, 2 ** 53 - 1, -(2 ** 53 - 1)]) {
    assert.equal(run({ id }).id, id);
    assert.deepEqual(ask({ cancel: id }), { kind: "cancel", id: null, target: id });
  }
});

const ID = "a string of at most 256 characters, or a number from -(2^53 - 1) to 2^53 - 1";

for (
  const [form, id, shown] of [
    ["a string of 257 characters", "a".repeat(257), `'${"a".repeat(64)}...'`],
    ["half of a character", "\ud83d", "'\ud83d'"],
    ["a number with too many digits", 2 ** 53, "9007199254740992"],
    ["true", true, "true"],
    ["an array", [1], "an array"],
    ["an object", { toString: 1 }, "an object"],
  ] as const
) {
  Deno.test(`${form} is no id`, () => {
    assertRefused({ id, code: "1" }, `id: expected ${ID}; got ${shown}`);
    assertRefused({ id: 5, cancel: id }, `cancel: expected the id of a request; got ${shown}`, 5);
  });
}

Deno.test("an id beyond all numbers is refused", () => {
  assertRefused('{"id": 1e999, "code": "1"}', `id: expected ${ID}; got Infinity`);
});

for (
  const [form, line, message] of [
    ["words", "not json", /^Invalid JSON input: Unexpected token .*not json.*$/],
    ["a blank line", " \r", /^Invalid JSON input: Unexpected end of JSON input$/],
    ["nothing", "", /^Invalid JSON input: Unexpected end of JSON input$/],
    ["half a request", '{"code": "1"', /^Invalid JSON input: Expected ',' or '}'/],
    ["Python's NaN", '{"timeout": NaN}', /^Invalid JSON input: Unexpected token 'N'/],
    ["two requests", '{"code": "1"}{"code": "2"}', /^Invalid JSON input: Unexpected non-white/],
  ] as const
) {
  Deno.test(`${form} on a line: the answer says what is wrong with the JSON`, () => {
    assert.throws(() => ask(line), { name: "RequestError", message, id: null });
  });
}

for (const line of ["[1]", "1", '"code"', "null", "true", '[{"code": "1"}]']) {
  Deno.test(`${line} is no object`, () => assertRefused(line, "Input is not a JSON object"));
}

Deno.test("exactly one member says what is asked for", () => {
  const message =
    "Expected one of the members 'code', 'answer', 'cancel', 'close', 'ping', 'shutdown'";
  assertRefused({}, message);
  assertRefused({ id: 1, timeout: 1 }, message, 1);
  assertRefused({ id: 1, code: null }, message, 1);
  assertRefused({ code: "1", ping: true }, "'code' and 'ping' exclude each other");
  assertRefused(
    { shutdown: true, close: "s", id: 3 },
    "'close' and 'shutdown' exclude each other",
    3,
  );
});

Deno.test("a member goes with the requests that have it, and with no other", () => {
  assertRefused({ cancel: 1, timeout: "1s" }, "'timeout' does not go with 'cancel'");
  assertRefused({ id: 1, close: "s", session: "s" }, "'session' does not go with 'close'", 1);
  assertRefused({ ping: true, stream: true }, "'stream' does not go with 'ping'");
  assertRefused({ shutdown: true, id: 4 }, "'id' does not go with 'shutdown'", 4);
});

Deno.test("a member that nobody knows is refused by name", () => {
  assertRefused({ id: 1, tiemout: 5 }, "Unknown member 'tiemout' (did you mean 'timeout'?)", 1);
  assertRefused({ code: "1", max_heap: 5 }, "Unknown member 'max_heap' (did you mean 'maxHeap'?)");
  assertRefused({ code: "1", language: null }, "Unknown member 'language'");
  assertRefused({ code: "1", "": 1 }, "Unknown member ''");
  assertRefused({ ["x".repeat(100)]: 1 }, `Unknown member '${"x".repeat(64)}...'`);
  assertRefused('{"code": "1", "__proto__": {"timeout": 1}}', "Unknown member '__proto__'");
  assertRefused('{"code": "1", "constructor": 1}', "Unknown member 'constructor'");
});

Deno.test("no member comes from a prototype", () => {
  const polluted = Object.prototype as Record<string, unknown>;
  polluted.timeout = "1h";
  try {
    assert.deepEqual(run({}).limits, CEILINGS);
  } finally {
    delete polluted.timeout;
  }
});

Deno.test("ping and shutdown are true or not given", () => {
  assertRefused({ ping: false }, "ping: expected true; got false");
  assertRefused({ ping: 1, id: 1 }, "ping: expected true; got 1", 1);
  assertRefused({ shutdown: "yes" }, "shutdown: expected true; got 'yes'");
});
