import assert from "node:assert/strict";
import { Lines } from "../../src/repl/input_lines.ts";

/** Lines of an input that comes in these pieces. */
function linesOf(...pieces: (string | number[])[]): Lines {
  const bytes = pieces.map((piece) => {
    return typeof piece === "string" ? new TextEncoder().encode(piece) : Uint8Array.from(piece);
  });
  return new Lines(() => Promise.resolve(bytes.shift() ?? null));
}

async function all(lines: Lines): Promise<string[]> {
  const read: string[] = [];
  for (let line = await lines.read(); line !== null; line = await lines.read()) read.push(line);
  return read;
}

Deno.test("lines come without their ends, the last one without an end too", async () => {
  assert.deepEqual(await all(linesOf("one\ntw", "o\r\n\n", "", "thr", "ee")), [
    "one",
    "two",
    "",
    "three",
  ]);
  assert.deepEqual(await all(linesOf("one\n")), ["one"]);
  assert.deepEqual(await all(linesOf()), []);
});

Deno.test("characters that are cut in two are whole again, and bytes that are none are marked", async () => {
  assert.deepEqual(await all(linesOf([0xC3], [0xA9, 0xFF, 0x0A])), ["\u00e9\ufffd"]);
});

Deno.test("a program reads on behind the last line, line by line, one that was given back included", async () => {
  const lines = linesOf("one\ntwo\nthree\n");
  assert.equal(await lines.read(), "one");
  assert.equal(await lines.read(), "two");
  lines.putBack("two");
  const texts: (string | null)[] = [];
  for (const most of [2, 100, 100, 100]) {
    const bytes = await lines.readBytes(most);
    texts.push(bytes === null ? null : new TextDecoder().decode(bytes));
  }
  assert.deepEqual(texts, ["tw", "o\n", "three\n", null]);
});
