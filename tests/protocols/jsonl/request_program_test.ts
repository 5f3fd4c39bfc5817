import assert from "node:assert/strict";
import { ask, assertRefused, run } from "./requests.ts";

const HALF = "\ud83d";
const MIB = 1024 * 1024;

Deno.test("code is a string of whole characters, of at most 16 MiB", () => {
  assertRefused({ code: 5, id: 1 }, "code: expected a string; got 5", 1);
  assertRefused({ code: ["1"] }, "code: expected a string; got an array");
  assertRefused(
    { code: `"${HALF}"` },
    "code: expected whole characters; got half of a surrogate pair",
  );
  assert.equal(run({ code: "#".repeat(16 * MIB) }).code.length, 16 * MIB);
  assertRefused(
    { code: "\u00e9".repeat(8 * MIB + 1) },
    "code: expected at most 16MiB of UTF-8; got 16777218 bytes",
  );
});

Deno.test("stdin is a string of whole characters", () => {
  assertRefused({ code: "1", stdin: 5 }, "stdin: expected a string; got 5");
  assertRefused(
    { code: "1", stdin: HALF },
    "stdin: expected whole characters; got half of a surrogate pair",
  );
});

Deno.test("args are strings that a process can have", () => {
  assertRefused({ code: "1", args: "x" }, "args: expected an array of strings; got 'x'");
  assertRefused(
    { code: "1", args: { length: 1 } },
    "args: expected an array of strings; got an object",
  );
  assertRefused({ code: "1", args: ["x", 5] }, "args[1]: expected a string; got 5");
  assertRefused({ code: "1", args: [null] }, "args[0]: expected a string; got null");
  assertRefused({ code: "1", args: ["a\0b"] }, "args[0]: expected no NUL; got one");
  assertRefused(
    { code: "1", args: [HALF] },
    "args[0]: expected whole characters; got half of a surrogate pair",
  );
  assert.equal(run({ args: ["\u00e9".repeat(MIB / 2 - 1), ""] }).args.length, 2);
  assertRefused(
    { code: "1", args: ["\u00e9".repeat(MIB / 2 - 1), "", ""], id: "a" },
    "args: expected at most 1MiB in all; got 1048577 bytes",
    "a",
  );
});

Deno.test("env has names and values that a process can have", () => {
  assertRefused({ code: "1", env: ["A=1"] }, "env: expected an object of strings; got an array");
  assertRefused({ code: "1", env: "A=1" }, "env: expected an object of strings; got 'A=1'");
  assertRefused({ code: "1", env: { A: 1 } }, "env 'A': expected a string; got 1");
  assertRefused({ code: "1", env: { A: null } }, "env 'A': expected a string; got null");
  assertRefused({ code: "1", env: { A: "a\0" } }, "env 'A': expected no NUL; got one");
  assertRefused(
    { code: "1", env: { A: HALF } },
    "env 'A': expected whole characters; got half of a surrogate pair",
  );
  assertRefused(
    { code: "1", env: { [HALF]: "" } },
    "a name in env: expected whole characters; got half of a surrogate pair",
  );
  const names = "env: expected names of at least one character, without '='";
  assertRefused({ code: "1", env: { "": "x" } }, `${names}; got ''`);
  assertRefused({ code: "1", env: { "A=B": "x" } }, `${names}; got 'A=B'`);
  assertRefused({ code: "1", env: { "A\0": "x" } }, "a name in env: expected no NUL; got one");
  assertRefused(
    { code: "1", env: { A: "x".repeat(MIB) } },
    "env: expected at most 1MiB in all; got 1048579 bytes",
  );
});

Deno.test("env has the names that were given, whatever they mean to JavaScript", () => {
  const { env } = run(JSON.parse('{"env": {"__proto__": "a", "constructor": "b", "1": "c"}}'));
  assert.deepEqual(Object.entries(env), [["1", "c"], ["__proto__", "a"], ["constructor", "b"]]);
  assert.equal(Object.getPrototypeOf(env), null);
});

Deno.test("env has the names that were meant, however they were written", () => {
  for (
    const [first, before, escaped, meant] of [
      ["A1", "\\", "\\u0041", "A"],
      ["A2", "caf\\", "caf\\u00e9", "caf\u00e9"],
      ["A3", "\\", '\\"', '"'],
    ] as const
  ) {
    // The engine's own reader takes what stands in the second request for what stood in the first.
    assert.deepEqual(Object.keys(run({ env: { [first]: "", [before]: "" } }).env), [first, before]);
    const asked = ask(`{"code": "", "env": {"${first}": "", "${escaped}": ""}}`);
    assert(asked.kind === "run");
    assert.deepEqual(Object.keys(asked.env), [first, meant]);
  }
});

Deno.test("the seed is a whole number of 64 bits", () => {
  for (
    const [given, seed] of [
      [0, 0n],
      [2 ** 53 - 1, 2n ** 53n - 1n],
      ["0", 0n],
      ["007", 7n],
      ["18446744073709551615", 2n ** 64n - 1n],
    ] as const
  ) {
    assert.equal(run({ seed: given }).seed, seed);
  }
  const expected =
    "seed: expected a whole number from 0 to 2^53 - 1, or the digits of one up to 18446744073709551615";
  for (
    const [given, shown] of [
      [-1, "-1"],
      [1.5, "1.5"],
      [2 ** 53, "9007199254740992"],
      ["18446744073709551616", "'18446744073709551616'"],
      ["-1", "'-1'"],
      ["1e3", "'1e3'"],
      [" 1", "' 1'"],
      ["", "''"],
      ["9".repeat(1000), `'${"9".repeat(64)}...'`],
      [true, "true"],
      [[1], "an array"],
    ] as const
  ) {
    assertRefused({ code: "1", seed: given }, `${expected}; got ${shown}`);
  }
});

Deno.test("stream is true or false", () => {
  assert.equal(run({ stream: false }).stream, false);
  assertRefused({ code: "1", stream: 1 }, "stream: expected true or false; got 1");
  assertRefused({ code: "1", stream: "true" }, "stream: expected true or false; got 'true'");
});

Deno.test("a session's name has 1 to 128 characters", () => {
  for (const session of ["a", "x".repeat(128), "\ud83d\ude00".repeat(128), "__proto__", " "]) {
    assert.equal(run({ session }).session, session);
  }
  for (const member of ["session", "close"]) {
    const request = (name: unknown) =>
      member === "session" ? { code: "1", session: name, id: 1 } : { close: name, id: 1 };
    const expected = `${member}: expected a name of 1 to 128 characters`;
    assertRefused(request(""), `${expected}; got ''`, 1);
    assertRefused(request("x".repeat(129)), `${expected}; got '${"x".repeat(64)}...'`, 1);
    assertRefused(request(5), `${member}: expected a string; got 5`, 1);
    assertRefused(
      request(HALF),
      `${member}: expected whole characters; got half of a surrogate pair`,
      1,
    );
  }
});
