import assert from "node:assert/strict";
import { oneLine } from "../../src/core/one_line.ts";

Deno.test("line ends, control sequences and characters that hide or turn text become spaces", () => {
  assert.equal(oneLine("a\nb\r\nc"), "a b c");
  assert.equal(oneLine("\x1b[31mred\x9b0m"), "[31mred 0m");
  assert.equal(oneLine("a\u202eb\u200bc\u2028d"), "a b c d");
  assert.equal(oneLine("plain \u00fc \u4f60"), "plain \u00fc \u4f60");
});

Deno.test("nothing in the line is a command to a CI system", () => {
  assert.equal(
    oneLine("a ##[error]b ##vso[task]c #[d] ## e"),
    "a # #[error]b # #vso[task]c #[d] ## e",
  );
});
