import assert from "node:assert/strict";
import {
  backspaceLength,
  indentationAfter,
  spacesAt,
  withoutFinalIndentation,
} from "../../../src/repl/editor/indentation.ts";

Deno.test("a new line is indented as the one before, and a level more behind a colon", () => {
  const cases: [before: string, indentation: string][] = [
    ["x = 1", ""],
    ["if x:", "    "],
    ["if x:  # why: not", "    "],
    ["# if x:", ""],
    ["if x:\n    y", "    "],
    ["if x:\n  y\n  if z:", "    "],
    ["if x:\n\ty\n\tif z:", "\t\t"],
    ["if x:\n    y\n    ", ""],
    ["x = {'a':", "    "],
    ["if x:\n# note", "    "],
  ];
  for (const [before, indentation] of cases) {
    assert.equal(indentationAfter(before), indentation, JSON.stringify(before));
  }
});

Deno.test("Backspace in the indentation goes back to the one of an outer block", () => {
  const cases: [before: string, length: number][] = [
    ["x", 1],
    ["if x:\n    ", 4],
    ["if x:\n    if y:\n        ", 4],
    ["if x:\n  if y:\n\n        ", 6],
    ["if x:\n    y", 1],
    ["if x:\n", 1],
    ["    ", 1],
  ];
  for (const [before, length] of cases) {
    assert.equal(backspaceLength(before), length, JSON.stringify(before));
  }
});

Deno.test("Tab goes on to the next multiple of four columns", () => {
  assert.deepEqual([0, 1, 3, 4, 6].map((column) => spacesAt(column).length), [4, 3, 1, 4, 2]);
});

Deno.test("the indentation of an empty last line is no part of a statement", () => {
  assert.equal(withoutFinalIndentation("if x:\n    y\n    "), "if x:\n    y\n");
  assert.equal(withoutFinalIndentation("x = 1  "), "x = 1  ");
  assert.equal(withoutFinalIndentation("   "), "   ");
});
