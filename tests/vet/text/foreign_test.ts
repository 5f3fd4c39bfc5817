/** What others have written, in a log: it controls neither a terminal nor a CI system. */
import assert from "node:assert/strict";
import { foreignLine, foreignWords, tailOf } from "../../../src/vet/text/foreign.ts";

Deno.test("nothing in a line controls anything", () => {
  for (
    const [text, shown] of [
      ["plain \u00e9 \u20ac \u{1f600}", "plain \u00e9 \u20ac \u{1f600}"],
      ["\ta\tb", "    a    b"],
      ["\x1b[31mred\x1b]0;title\x07", "^[[31mred^[]0;title^G"],
      ["a\rb\nc\u2028d\u0085e\x9bf", "a^Mb^Jc<U+2028>d<85>e<9b>f"],
      ["\u202egnp.exe", "<U+202E>gnp.exe"],
      [
        "a ##[error]b ##vso[task.setvariable]c ##[x ## [",
        "a # #[error]b # #vso[task.setvariable]c # #[x ## [",
      ],
      ["###[error]", "## #[error]"],
      [
        "[[ATTACHMENT|/etc/passwd]] [[attachment|x]]",
        "[ [ATTACHMENT|/etc/passwd]] [ [attachment|x]]",
      ],
      ["half \ud800", "half \ufffd"],
      ["x".repeat(500), `${"x".repeat(400)}...`],
    ] as const
  ) {
    assert.equal(foreignLine(text), shown);
  }
});

Deno.test("words are on one line", () => {
  assert.equal(foreignWords("  a\n\n b\t\x00c\n"), "a b ^@c");
});

Deno.test("a tail is the last lines, and says whether there are others", () => {
  assert.deepEqual(tailOf("", 2), { lines: [], isCut: false });
  assert.deepEqual(tailOf("a\r\nb\n", 2), { lines: ["a", "b"], isCut: false });
  assert.deepEqual(tailOf("a\nb\nc", 2), { lines: ["b", "c"], isCut: true });
  assert.deepEqual(tailOf("\n\n", 5), { lines: ["", ""], isCut: false });
  const { lines, isCut } = tailOf("x".repeat(50_000_000), 2);
  assert.deepEqual([lines.length, lines[0]!.length, isCut], [1, 403, true]);
});
