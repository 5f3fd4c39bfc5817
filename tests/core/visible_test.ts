import assert from "node:assert/strict";
import { isHarmful, visibleForm, visibleText } from "../../src/core/visible.ts";

Deno.test("controls and characters that reorder text become text", () => {
  assert.equal(
    visibleText("a\x00\x1b[2J\x7f\x9b\u061c\u200e\u202e\u2028\u2066z"),
    "a^@^[[2J^?<9b><U+061C><U+200E><U+202E><U+2028><U+2066>z",
  );
  assert.equal(visibleText("one\r\ntwo\tthree\b"), "one^M^Jtwo^Ithree^H");
});

Deno.test("letters of all scripts and emoji stay as they are", () => {
  const text =
    "na\u00efve \u6f22\u5b57 \u05e9\u05dc\u05d5\u05dd e\u0301 \u{1f468}\u200d\u{1f469}\ufe0f";
  assert.equal(visibleText(text), text);
});

Deno.test("what is made visible is never harmful itself", () => {
  for (let codePoint = 0; codePoint < 0x3000; codePoint++) {
    if (!isHarmful(codePoint)) continue;
    assert.match(visibleForm(codePoint), /^[\x20-\x7e]{2,8}$/);
  }
});
