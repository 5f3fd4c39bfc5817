import assert from "node:assert/strict";
import { allAtOnce } from "../../../src/core/json.ts";
import { readObject as readInSteps } from "../../../src/protocols/jsonl/members.ts";

const readObject = (text: string) => allAtOnce(readInSteps(text));

const LENGTH = 16 * 1024 * 1024;

function assertRefused(text: string, message: string): void {
  assert.throws(() => readObject(text), {
    name: "RequestError",
    message: `Invalid JSON input: ${message}`,
  });
}

for (
  const [form, piece, expected] of [
    ["opening brackets", "[", "arrays and objects nested at most 64 deep"],
    ["nested objects", '{"":', "arrays and objects nested at most 64 deep"],
    ["empty arrays", "[],", "at most 1024 arrays and objects"],
    ["empty objects", "{ } ,", "at most 1024 arrays and objects"],
  ] as const
) {
  Deno.test(`16 MiB of ${form} are refused before they are read`, () => {
    assertRefused(`[${piece.repeat(LENGTH / piece.length)}`, `expected ${expected}`);
  });
}

for (
  const [form, piece] of [
    ["numbers", "1,"],
    ["empty strings", '"",'],
  ] as const
) {
  Deno.test(`16 MiB of ${form} are refused before they are read`, () => {
    assertRefused(`[${piece.repeat(LENGTH / piece.length)}1]`, "expected at most 65536 values");
  });
}

for (
  const [form, text, message] of [
    ["names", `{${'"a":1,'.repeat(LENGTH / 6)}`, "at most 8192 names"],
    [
      "one name of letters",
      `{"${"a".repeat(LENGTH)}`,
      "names of at most 1048576 characters in all",
    ],
    [
      "one name of backslashes",
      `{"${"\\\\".repeat(LENGTH / 2)}":1}`,
      "names of at most 1048576 characters in all",
    ],
    [
      "one name of escape sequences",
      `{"${"\\u4e00".repeat(LENGTH / 6)}":1}`,
      "names of at most 1048576 characters in all",
    ],
  ] as const
) {
  Deno.test(`16 MiB of ${form} are refused before they are read`, () => {
    const began = performance.now();
    assertRefused(text, `expected ${message}`);
    assert.ok(performance.now() - began < 500);
  });
}

Deno.test("as many arrays, objects, values and names as may be are read in a line of any length", () => {
  for (const padding of ["", "x".repeat(70_000)]) {
    const brackets = `{"a":[${"[],".repeat(1021)}["${padding}"]]}`;
    assert.deepEqual(readObject(brackets), JSON.parse(brackets));
    assertRefused(brackets.replace("[]", "[[]]"), "expected at most 1024 arrays and objects");
    const values = `{"a":[${"1,".repeat(65_535)}"${padding}"]}`;
    assert.deepEqual(readObject(values), JSON.parse(values));
    assertRefused(values.replace("1", "1,1"), "expected at most 65536 values");
    const names = `{"a":"${padding}"${',"\\n":1'.repeat(8191)}}`;
    assert.deepEqual(readObject(names), JSON.parse(names));
    assertRefused(names.replace("}", ',"a":1}'), "expected at most 8192 names");
  }
});

Deno.test("names of variables that are written as escape sequences are what they mean", () => {
  const { env } = readObject('{"env":{"GR\\u00d6SSE":"1","\\\\":"2"}}') as { env: object };
  assert.deepEqual(env, { "GR\u00d6SSE": "1", "\\": "2" });
});

for (
  const [form, text] of [
    ["brackets and commas", "[{,".repeat(100_000)],
    ["quotes", '"'.repeat(100_000)],
    ["backslashes", "\\".repeat(100_000)],
    ["backslashes before quotes", '\\"[\\\\"{\\\\\\",'.repeat(100_000)],
    ["newlines", "\n[,".repeat(100_000)],
  ] as const
) {
  Deno.test(`a program full of ${form} is a string, whatever its length`, () => {
    const { code } = readObject(JSON.stringify({ code: text })) as { code: string };
    assert.equal(code === text, true);
  });
}

Deno.test("what is no JSON is told as JSON.parse tells it, in a long line as well", () => {
  const start = `{"code":"${"x".repeat(70_000)}`;
  const name = "RequestError";
  const unterminated = /^Invalid JSON input: Unterminated string/;
  assert.throws(() => readObject(start), { name, message: unterminated });
  const expected = /^Invalid JSON input: Expected ',' or/;
  assert.throws(() => readObject(`${start}"]`), { name, message: expected });
});
