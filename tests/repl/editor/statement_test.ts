import assert from "node:assert/strict";
import type { Key } from "../../../src/repl/editor/keys.ts";
import { lineEffect } from "../../../src/repl/editor/line_keys.ts";
import { Statement } from "../../../src/repl/editor/statement.ts";

/** A statement with its cursor at the bar. */
function at(marked: string): Statement {
  const statement = new Statement();
  statement.set(marked.replace("|", ""), marked.indexOf("|"));
  return statement;
}

function marked({ text, cursor }: Statement): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

/** Presses keys such as `C-a`, `M-b` and `left`. */
function press(statement: Statement, ...names: string[]): string {
  for (const full of names) {
    const name = full.replace(/^[CM]-/, "");
    const key: Key = {
      ...{ name, shift: false, text: "" },
      ctrl: full.startsWith("C-"),
      meta: full.startsWith("M-"),
    };
    statement.press(key, ...lineEffect(key)!);
  }
  return marked(statement);
}

Deno.test("a text is put in with its cursor, and comes out again", () => {
  for (const text of ["|", "a|", "|a", "a\n|b\nc", "a\nb|\nc", "|\n\n", "\n\n|", "a\n\n|\nb"]) {
    assert.equal(marked(at(text)), text);
  }
});

Deno.test("texts of several lines go in at the cursor", () => {
  const statement = at("ab|cd\nend");
  statement.insert("1\n2\n3");
  assert.equal(marked(statement), "ab1\n2\n3|cd\nend");
  statement.insert("\n");
  assert.equal(marked(statement), "ab1\n2\n3\n|cd\nend");
});

Deno.test("moves stay in the line where they are of it, and go on to the next where they are not", () => {
  assert.equal(press(at("one two\nthr|ee"), "C-a"), "one two\n|three");
  assert.equal(press(at("o|ne two\nthree"), "C-e"), "one two|\nthree");
  assert.equal(press(at("one two\n|three"), "left"), "one two|\nthree");
  assert.equal(press(at("one two|\nthree"), "right"), "one two\n|three");
  assert.equal(press(at("one two\n|three"), "M-b", "M-b"), "one |two\nthree");
  assert.equal(press(at("one| two\nthree"), "C-right"), "one |two\nthree");
  assert.equal(press(at("|x"), "left", "C-b", "M-b"), "|x");
  assert.equal(press(at("x|"), "right", "C-f", "M-f"), "x|");
});

Deno.test("up and down keep the column as far as there is one", () => {
  const statement = at("long line\nx\nlonger| line");
  assert.equal(statement.up(), true);
  assert.equal(marked(statement), "long line\nx|\nlonger line");
  assert.equal(statement.up(5), true);
  assert.equal(marked(statement), "long |line\nx\nlonger line");
  assert.equal(statement.up(), false);
  assert.equal(statement.down(), true);
  assert.equal(statement.down(0), true);
  assert.equal(statement.down(), false);
  assert.equal(marked(statement), "long line\nx\n|longer line");
});

Deno.test("deletions at the end of a line join it with its neighbour", () => {
  assert.equal(press(at("one\n|two"), "backspace"), "one|two");
  assert.equal(press(at("one|\ntwo"), "delete"), "one|two");
  assert.equal(press(at("one|\ntwo"), "C-k"), "one|two");
  assert.equal(press(at("one\n|two"), "C-w"), "one|two");
  assert.equal(press(at("one\n|two"), "C-u"), "one\n|two");
  assert.equal(press(at("|x"), "backspace"), "|x");
  assert.equal(press(at("x|"), "C-d", "delete", "C-k"), "x|");
});

Deno.test("what was killed last can be put back elsewhere", () => {
  for (
    const [text, key, killed] of [
      ["one two| three\n", "C-k", " three"],
      ["one two| three\n", "C-u", "one two"],
      ["one two| three\n", "C-w", "two"],
      ["one two |three\n", "M-d", "three"],
      ["one two| three\n", "M-backspace", "two"],
    ] as const
  ) {
    const statement = at(text);
    press(statement, key, "delete");
    statement.set("");
    statement.yank();
    assert.equal(statement.text, killed, key);
  }
});

Deno.test("characters of two UTF-16 units are one", () => {
  assert.equal(press(at("a\u{1f600}|b"), "left"), "a|\u{1f600}b");
  assert.equal(press(at("a|\u{1f600}b"), "right"), "a\u{1f600}|b");
  assert.equal(press(at("a\u{1f600}|b"), "backspace"), "a|b");
  assert.equal(press(at("a|\u{1f600}b"), "delete"), "a|b");
});

Deno.test("wide characters take two columns, and combining ones none", () => {
  const statement = at("ab|c");
  assert.deepEqual(
    ["a", "\u6f22", "\u0301", "\u{1f600}", "\u00e9", ""].map(statement.columnsOf),
    [1, 2, 0, 2, 1, 0],
  );
  assert.equal(marked(statement), "ab|c");
});
