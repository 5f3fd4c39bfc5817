import assert from "node:assert/strict";
import { readJson } from "../../../src/protocols/jsonl/members.ts";

const LENGTH = 16 * 1024 * 1024;

function assertRefused(text: string, message: string): void {
  assert.throws(() => readJson(text), { name: "SyntaxError", message });
}

Deno.test("a short line is read whatever is in it", () => {
  const text = `{"a":${"[".repeat(100)}${"]".repeat(100)}}`;
  assert.deepEqual(readJson(text), JSON.parse(text));
});

for (
  const [form, piece] of [
    ["opening brackets", "["],
    ["nested objects", '{"":'],
    ["empty arrays", "[],"],
    ["empty objects", "{ } ,"],
  ] as const
) {
  Deno.test(`16 MiB of ${form} are refused before they are read`, () => {
    assertRefused(
      `[${piece.repeat(LENGTH / piece.length)}`,
      "expected at most 64 arrays and objects",
    );
  });
}

for (
  const [form, piece] of [
    ["numbers", "1,"],
    ["empty strings", '"",'],
    ["names", '"a":1,'],
  ] as const
) {
  Deno.test(`16 MiB of ${form} are refused before they are read`, () => {
    assertRefused(`[${piece.repeat(LENGTH / piece.length)}1]`, "expected at most 65536 values");
  });
}

Deno.test("as many arrays, objects and values as may be are read in a long line", () => {
  const padding = '"'.padEnd(70_000, "x") + '"';
  const brackets = `[${"[],".repeat(62)}[${padding}]]`;
  assert.equal((readJson(brackets) as unknown[]).length, 63);
  assertRefused(`[${brackets}]`, "expected at most 64 arrays and objects");
  const values = `[${"1,".repeat(65_535)}1]`;
  assert.equal((readJson(values) as unknown[]).length, 65_536);
  assertRefused(`[1,${values.slice(1)}`, "expected at most 65536 values");
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
    const { code } = readJson(JSON.stringify({ code: text })) as { code: string };
    assert.equal(code === text, true);
  });
}

Deno.test("what is no JSON is told as JSON.parse tells it, in a long line as well", () => {
  const start = `{"code":"${"x".repeat(70_000)}`;
  assert.throws(() => readJson(start), { name: "SyntaxError", message: /^Unterminated string/ });
  assert.throws(() => readJson(`${start}"]`), {
    name: "SyntaxError",
    message: /^Expected ',' or/,
  });
});
