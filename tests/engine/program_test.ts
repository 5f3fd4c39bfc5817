/** Programs as TypeScript gives them; what JSON can give is tested with the protocol's requests. */
import assert from "node:assert/strict";
import { checkProgram } from "../../src/engine/program.ts";

Deno.test("a program is its source, and nothing else that it sees", () => {
  const { code, env, ...rest } = checkProgram({ code: "\u20ac" });
  assert.deepEqual([...code], [0xE2, 0x82, 0xAC]);
  assert.deepEqual([Object.keys(env), Object.getPrototypeOf(env)], [[], null]);
  assert.deepEqual(rest, {
    ...{ name: null, args: [], stdin: null, seed: null, files: [], outputs: null },
    ...{ inputs: null, display: false, functions: [] },
  });
});

Deno.test("a name is a path that a process can be called by", () => {
  assert.equal(checkProgram({ code: "", name: "a/b.py" }).name, "a/b.py");
  assert.equal(checkProgram({ code: "", name: null }).name, null);
  const expected = "expected a path of 1 to 4096 characters; got";
  for (
    const [name, message] of [
      ["", `name: ${expected} ''`],
      ["x".repeat(4097), `name: ${expected} '${"x".repeat(64)}...'`],
      ["a\0b", "name: expected no NUL; got one"],
      ["\ud800", "name: expected whole characters; got half of a surrogate pair"],
    ] as const
  ) {
    assert.throws(() => checkProgram({ code: "", name }), { name: "ProgramError", message });
  }
});

Deno.test("source and input may be bytes, and are taken as they are", () => {
  const bytes = new Uint8Array([0x23, 0xFF]);
  const { code, stdin } = checkProgram({ code: bytes, stdin: bytes });
  assert.deepEqual([code, stdin], [bytes, bytes]);
});

Deno.test("an empty input is given, and null is none", () => {
  assert.equal(checkProgram({ code: "", stdin: "" }).stdin?.length, 0);
  assert.equal(checkProgram({ code: "", stdin: null, seed: null }).stdin, null);
});

Deno.test("a seed is a whole number of 64 bits, a bigint or not", () => {
  assert.equal(checkProgram({ code: "", seed: 7 }).seed, 7n);
  assert.equal(checkProgram({ code: "", seed: 2n ** 64n - 1n }).seed, 2n ** 64n - 1n);
  for (const seed of [2n ** 64n, -1n, -1, 0.5, Infinity]) {
    assert.throws(() => checkProgram({ code: "", seed }), {
      name: "ProgramError",
      message: "seed: expected a whole number from 0 to 2^53 - 1, or the digits of one up to " +
        `18446744073709551615; got ${seed}`,
    });
  }
});

Deno.test("a program without a source, or with half a character in it, is none", () => {
  assert.throws(() => checkProgram({} as { code: string }), {
    name: "ProgramError",
    message: "code: expected a string; got undefined",
  });
  assert.throws(() => checkProgram({ code: "\ud83d" }), {
    message: "code: expected whole characters; got half of a surrogate pair",
  });
  assert.throws(() => checkProgram({ code: new Uint8Array(16 * 1024 * 1024 + 1) }), {
    message: "code: expected at most 16MiB of UTF-8; got 16777217 bytes",
  });
});
