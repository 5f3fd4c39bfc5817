/** Texts that are cut in the middle. */
import assert from "node:assert/strict";
import { shortenMiddle } from "../../../src/protocols/mcp/shorten.ts";

Deno.test("a text that is short enough stays as it is", () => {
  assert.equal(shortenMiddle("0123456789", 10, "x"), "0123456789");
});

Deno.test("of a longer one the middle is left out, and a line says how much, and where it is", () => {
  assert.equal(
    shortenMiddle("01234----56789", 10, "elsewhere"),
    "01234\n[4 characters left out; elsewhere]\n56789",
  );
});

Deno.test("no character is cut in two", () => {
  const text = "\u{1f600}".repeat(20);
  for (let most = 2; most < 40; most++) {
    const shown = shortenMiddle(text, most, "x");
    assert.ok(shown.isWellFormed(), String(most));
    const [, missing] = /\[(\d+) /.exec(shown)!;
    assert.equal(shown.replace(/\n.*\n/, "").length + Number(missing), text.length);
  }
});
