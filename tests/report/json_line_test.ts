import assert from "node:assert/strict";
import { jsonLine } from "../../src/report/report_json.ts";

/** How a character that JSON may hold as it is has to be written, after `JSON.stringify`. */
function expected(character: string): string {
  if (/^[\ud800-\udfff]$/.test(character)) return "\ufffd";
  const isObeyed = /^(?:[\x7f-\x9f\u2028\u2029]|\p{Cf})$/u.test(character);
  if (!isObeyed) return JSON.stringify(character).slice(1, -1);
  return Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("");
}

Deno.test("each character is written so that strict readers take it and nobody obeys it", () => {
  for (let code = 0; code < 0x11_0000; code += code < 0x3000 || code >= 0xE_0000 ? 1 : 97) {
    const character = String.fromCodePoint(code);
    assert.equal(
      jsonLine({ text: `a${character}z` }),
      `{"text":"a${expected(character)}z"}`,
      code.toString(16),
    );
  }
});

Deno.test("a backslash before what looks like half of a character stays what it is", () => {
  const value = { "\\ud800": "\\udfff\\\\ud800" };
  assert.equal(jsonLine(value), String.raw`{"\\ud800":"\\udfff\\\\ud800"}`);
  assert.deepEqual(JSON.parse(jsonLine(value)), value);
});

Deno.test("a pair of halves is one character, and half of one is replaced", () => {
  assert.equal(
    jsonLine({ text: "\ud83d\ude00\ud83d \ude00" }),
    '{"text":"\ud83d\ude00\ufffd \ufffd"}',
  );
});
