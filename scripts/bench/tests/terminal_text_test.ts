/** How the bench recognises a prompt: from what two prompts sent to a terminal. */
import assert from "node:assert/strict";
import { endsWithPrompt, endsWithValue, plainText } from "../terminal_text.ts";

/** Ours: what was typed is painted again, and the prompt twice. */
const OURS = {
  prompt: "\x1b[0m\x1b[?2004h\r\x1b[J\x1b[1;35m>>> \x1b[0m\r\x1b[4C",
  statement: "\r\x1b[J\x1b[1;35m>>> \x1b[0m\x1b[33m1\x1b[0m\r\n\x1b[?2004l",
  value: "1\r\n",
};

/** Python's with GNU readline. */
const PYTHON = { prompt: "\x1b[?2004h>>> ", statement: "1\r\n\x1b[?2004l\r", value: "1\r\n" };

Deno.test("the text of a terminal is what is left without its controls", () => {
  assert.equal(plainText("\x1b[?1h\x1b=a\x1b[1;35mb\x1b[K\r\nc\x1b[>4;1m"), "ab\nc");
  assert.equal(plainText("a > b = [1]"), "a > b = [1]");
});

for (const [name, { prompt, statement, value }] of Object.entries({ OURS, PYTHON })) {
  Deno.test(`${name}: the prompt is there when all of it is`, () => {
    const begun = `Welcome to this sandbox\r\n${prompt}`;
    assert.ok(endsWithPrompt(begun));
    const short = begun.slice(0, begun.indexOf(">>> ") + 3);
    for (let length = 0; length <= short.length; length++) {
      assert.ok(!endsWithPrompt(short.slice(0, length)), JSON.stringify(short.slice(0, length)));
    }
  });

  Deno.test(`${name}: a statement is done with its value and the next prompt, not before`, () => {
    const shown = statement + value + prompt;
    assert.ok(endsWithValue(shown, "1"));
    assert.ok(!endsWithValue(shown, "2"));
    const short = shown.slice(0, shown.lastIndexOf(">>> ") + 3);
    for (let length = 0; length <= short.length; length++) {
      const part = short.slice(0, length);
      assert.ok(!endsWithValue(part, "1"), JSON.stringify(part));
    }
  });
}
