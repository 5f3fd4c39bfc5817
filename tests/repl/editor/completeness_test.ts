import assert from "node:assert/strict";
import { continues } from "../../../src/repl/editor/completeness.ts";
import type { Completeness } from "../../../src/repl/prompt_interpreter.ts";

/** Whether Enter begins another line at the bar in `text`, and what Python was asked. */
async function atBar(text: string, answer: Completeness): Promise<[boolean, string | null]> {
  let asked: string | null = null;
  const begins = await continues(text.replace("|", ""), text.indexOf("|"), (source) => {
    asked = source;
    return Promise.resolve(answer);
  });
  return [begins, asked];
}

Deno.test("Enter ends what is whole, and goes on with what is not", async () => {
  assert.deepEqual(await atBar("x = 1|", "complete"), [false, "x = 1"]);
  assert.deepEqual(await atBar("f(|", "incomplete"), [true, "f("]);
  assert.deepEqual(await atBar("if x:\n    y\n    |", "complete"), [false, "if x:\n    y\n"]);
});

Deno.test("Enter above the last line goes on without asking", async () => {
  assert.deepEqual(await atBar("if x:|\n    y", "complete"), [true, null]);
});

Deno.test("an empty line above nothing but space ends a block", async () => {
  assert.deepEqual(await atBar("if x:\n    y\n|\n  ", "complete"), [false, null]);
});

Deno.test("a mistake is shown at once in one line, and after an empty line in several", async () => {
  assert.deepEqual(await atBar("x x|", "invalid"), [false, "x x"]);
  assert.deepEqual(await atBar("if x:\n    y y|", "invalid"), [true, "if x:\n    y y"]);
  assert.deepEqual(await atBar("if x:\n    y y\n    |", "invalid"), [false, "if x:\n    y y\n"]);
});
