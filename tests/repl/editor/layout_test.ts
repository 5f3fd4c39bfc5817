import assert from "node:assert/strict";
import { type Frame, layout, type Shown } from "../../../src/repl/editor/layout.ts";
import { highlight } from "../../../src/repl/highlight/highlight.ts";

function shown(text: string, row: number, column: number, rest: Partial<Shown> = {}): Frame {
  return layout({
    lines: text.split("\n"),
    place: { row, column },
    prompts: [">>> ", "... "],
    spans: null,
    columns: 12,
    columnsOf: (text) => text === "\u6f22" ? 2 : text.length,
    ...rest,
  });
}

function texts({ rows }: Frame): string[] {
  return rows.map(({ text }) => text);
}

Deno.test("each line has its prompt, and the cursor its place", () => {
  const frame = shown("f(\n1)", 1, 1);
  assert.deepEqual(frame.rows, [{ text: ">>> f(", width: 6 }, { text: "... 1)", width: 6 }]);
  assert.deepEqual(frame.cursor, { row: 1, column: 5 });
  assert.deepEqual(shown("", 0, 0), {
    rows: [{ text: ">>> ", width: 4 }],
    cursor: { row: 0, column: 4 },
  });
});

Deno.test("what is longer than a row goes on in the next", () => {
  const frame = shown("abcdefghijkl\nx", 0, 9);
  assert.deepEqual(texts(frame), [">>> abcdefgh", "ijkl", "... x"]);
  assert.deepEqual(frame.cursor, { row: 1, column: 1 });
});

Deno.test("a cursor behind a full row is in the next", () => {
  const frame = shown("abcdefgh", 0, 8);
  assert.deepEqual(texts(frame), [">>> abcdefgh", ""]);
  assert.deepEqual(frame.cursor, { row: 1, column: 0 });
  assert.deepEqual(texts(shown("abcdefgh\nx", 1, 0)), [">>> abcdefgh", "... x"]);
});

Deno.test("a wide character that does not fit goes to the next row whole", () => {
  const frame = shown("abcdefg\u6f22x", 0, 8);
  assert.deepEqual(frame.rows, [
    { text: ">>> abcdefg", width: 11 },
    { text: "\u6f22x", width: 3 },
  ]);
  assert.deepEqual(frame.cursor, { row: 1, column: 2 });
});

Deno.test("tabs are spaces up to their stop, and controls can be seen", () => {
  assert.deepEqual(texts(shown("\ta\tb", 0, 0, { columns: 40 })), [">>>         a       b"]);
  const frame = shown("a\x1b\u202eb", 0, 3, { columns: 40 });
  assert.deepEqual(texts(frame), [">>> a^[<U+202E>b"]);
  assert.deepEqual(frame.cursor, { row: 0, column: 15 });
});

Deno.test("colours end with their row, and begin again in the next", () => {
  const source = "x = 'abcdefgh'";
  const [first, second] = texts(shown(source, 0, 0, { spans: highlight(source) }));
  assert.equal(first, "\x1b[1;35m>>> \x1b[0mx = \x1b[32m'abc\x1b[0m");
  assert.equal(second, "\x1b[32mdefgh'\x1b[0m");
});
