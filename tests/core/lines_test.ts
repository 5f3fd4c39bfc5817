import assert from "node:assert/strict";
import { type Line, LineReader } from "../../src/core/lines.ts";

const encoder = new TextEncoder();
const TOO_LONG: Line = { kind: "too-long" };
const NOT_UTF8: Line = { kind: "not-utf8" };

function text(line: string): Line {
  return { kind: "text", text: line };
}

/** All lines of a stream that comes in chunks of `size` bytes. */
function linesOf(bytes: Uint8Array, size: number, maxBytes: number): Line[] {
  const reader = new LineReader(maxBytes);
  const lines: Line[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    // What a caller does who reuses its buffer.
    const chunk = bytes.slice(at, at + size);
    lines.push(...reader.read(chunk));
    chunk.fill(0x58);
  }
  const last = reader.end();
  return last === null ? lines : [...lines, last];
}

/** Asserts the lines of a stream, whatever the size of the chunks. */
function assertLines(stream: string | Uint8Array, expected: Line[], maxBytes = 100): void {
  const bytes = typeof stream === "string" ? encoder.encode(stream) : stream;
  for (const size of [1, 2, 3, 5, 8, 64, bytes.length]) {
    assert.deepEqual(linesOf(bytes, size, maxBytes), expected, `chunks of ${size} bytes`);
  }
}

Deno.test("lines are cut at newlines, and the last one needs none", () => {
  assertLines("one\ntwo\n", [text("one"), text("two")]);
  assertLines("one\ntwo", [text("one"), text("two")]);
  assertLines("", []);
});

Deno.test("an empty line is a line", () => {
  assertLines("\n\na\n\n", [text(""), text(""), text("a"), text("")]);
});

Deno.test("a carriage return stays, for JSON to ignore", () => {
  assertLines('{"ping":true}\r\n[]\r\n', [text('{"ping":true}\r'), text("[]\r")]);
});

Deno.test("characters of several bytes are whole wherever a chunk ends", () => {
  assertLines("\u00e9\u20ac\ud83d\ude00\n\u00e9", [
    text("\u00e9\u20ac\ud83d\ude00"),
    text("\u00e9"),
  ]);
});

Deno.test("a byte order mark is skipped at the very start, and nowhere else", () => {
  assertLines("\ufeffone\n\ufefftwo\n", [text("one"), text("\ufefftwo")]);
  assertLines("\ufeff\ufeffone\n", [text("\ufeffone")]);
  assertLines("\ufeff", []);
  assertLines("\ufeff\n", [text("")]);
  assertLines(`${"x".repeat(9)}\n\ufeffone\n`, [TOO_LONG, text("\ufeffone")], 8);
});

Deno.test("a line that is not UTF-8 is told, and does not harm the next", () => {
  for (const bad of [[0xFF], [0xC3], [0x61, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98]]) {
    const stream = new Uint8Array([...bad, 0x0A, 0x61, 0x0A, ...bad]);
    assertLines(stream, [NOT_UTF8, text("a"), NOT_UTF8]);
  }
});

Deno.test("a line of the most bytes is taken, and one of one more is not", () => {
  assertLines(
    `${"x".repeat(8)}\n${"y".repeat(9)}\nz\n`,
    [text("xxxxxxxx"), TOO_LONG, text("z")],
    8,
  );
  assertLines(`\u20ac\u20acxx\n\u20ac\u20acxxx`, [text("\u20ac\u20acxx"), TOO_LONG], 8);
});

Deno.test("a line that is too long is told once, also at the end of the stream", () => {
  assertLines("x".repeat(1000), [TOO_LONG], 8);
  assertLines(`${"x".repeat(1000)}\n${"y".repeat(1000)}\n`, [TOO_LONG, TOO_LONG], 8);
  assertLines(`${"x".repeat(9)}\n`, [TOO_LONG], 8);
});

Deno.test("a line that is too long is told before it ends", () => {
  const reader = new LineReader(8);
  assert.deepEqual([...reader.read(encoder.encode("12345678"))], []);
  assert.deepEqual([...reader.read(encoder.encode("9"))], [TOO_LONG]);
  assert.deepEqual([...reader.read(encoder.encode("more"))], []);
  assert.deepEqual([...reader.read(encoder.encode("more\nnext\n"))], [text("next")]);
});

Deno.test("lines are cut when they are asked for", () => {
  const chunk = encoder.encode("one\ntwo\nthree\n");
  const lines = new LineReader(100).read(chunk);
  assert.deepEqual(lines.next().value, text("one"));
  chunk.set(encoder.encode("2wo"), 4);
  assert.deepEqual(lines.next().value, text("2wo"));
});

Deno.test("a line over many chunks is copied a few times, not once a chunk", () => {
  const chunk = new Uint8Array(256).fill(0x78);
  const reader = new LineReader(4 * 1024 * 1024);
  // Copied once a chunk this would be 32 GiB.
  for (let count = 0; count < 16 * 1024; count++) {
    assert.equal(reader.read(chunk).next().done, true);
  }
  const line = reader.end();
  assert(line?.kind === "text");
  assert.equal(line.text.length, 4 * 1024 * 1024);
});

Deno.test("a line of any length is thrown away as it passes", () => {
  const chunk = new Uint8Array(16 * 1024 * 1024).fill(0x78);
  const reader = new LineReader(1024 * 1024);
  let told = 0;
  for (let count = 0; count < 8; count++) told += [...reader.read(chunk)].length;
  assert.equal(told, 1);
  assert.equal(reader.end(), null);
  assert.deepEqual([...reader.read(encoder.encode("\nnext\n"))], [text("next")]);
});
