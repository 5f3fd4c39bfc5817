import assert from "node:assert/strict";
import { VisibleStream } from "../../src/repl/visible_stream.ts";

/** What a stream shows of some pieces. */
function show(...pieces: (string | number[])[]): string {
  const stream = new VisibleStream();
  const shown = pieces.map((piece) => {
    const bytes = typeof piece === "string"
      ? new TextEncoder().encode(piece)
      : Uint8Array.from(piece);
    return Array.from(stream.add(bytes));
  });
  return new TextDecoder("utf-8", { fatal: true })
    .decode(Uint8Array.from([...shown.flat(), ...stream.end()]));
}

Deno.test("text, line ends, tabs, colours and movement within the line pass", () => {
  for (
    const text of [
      "plain\n\ttab\rback\b\u00e9\u6f22\u{1f600}",
      "\x1b[31mred\x1b[0m\x1b[m\x1b[1;38;2;1;2;3;4:3mmore",
      "\x1b[C\x1b[12D\x1b[1G\x1b[K\x1b[2K",
    ]
  ) assert.equal(show(text), text);
});

Deno.test("every other sequence is shown", () => {
  const cases: [string, string][] = [
    ["\x1b[2J\x1b[H\x1b[1A\x1b[6n", "^[[2J^[[H^[[1A^[[6n"],
    ["\x1b]0;title\x07\x1b]52;c;YQ==\x1b\\", "^[]0;title^G^[]52;c;YQ==^[\\"],
    ["\x1bc\x1bP1$r\x1b7\x1b(0", "^[c^[P1$r^[7^[(0"],
    ["\x1b[?25l\x1b[>4;1m\x1b[1;1D\x1b[1:1K", "^[[?25l^[[>4;1m^[[1;1D^[[1:1K"],
    ["\x1b[123456C\x1b[ m", "^[[123456C^[[ m"],
    ["\x1b\x1b[31m", "^[\x1b[31m"],
    ["\x1b[3\x1b[1m\x1b[3\u00e9", "^[[3\x1b[1m^[[3\u00e9"],
    ["\x00\x05\x0e\x7f\u0085\u009b2J\u202e\u2066", "^@^E^N^?<85><9b>2J<U+202E><U+2066>"],
  ];
  for (const [text, shown] of cases) assert.equal(show(text), shown);
});

Deno.test("bytes that are no UTF-8 are shown as numbers", () => {
  assert.equal(show([0x61, 0x9B, 0x32, 0x4A, 0xFF, 0xC3, 0x28, 0x0A]), "a<9b>2J<ff><c3>(\n");
  // Too long a form of a slash, half a pair of UTF-16, beyond Unicode.
  assert.equal(show([0xC0, 0xAF, 0xE0, 0x80, 0xAF]), "<c0><af><e0><80><af>");
  assert.equal(show([0xED, 0xA0, 0x80, 0xF4, 0x90, 0x80, 0x80]), "<ed><a0><80><f4><90><80><80>");
});

Deno.test("what a stream ends in the middle of is shown", () => {
  assert.equal(show("a\x1b"), "a^[");
  assert.equal(show("a\x1b[31"), "a^[[31");
  assert.equal(show([0x61, 0xE6, 0xBC]), "a<e6><bc>");
});

Deno.test("a colour without end is shown when it is too long, and no more is held back", () => {
  const stream = new VisibleStream();
  const flood = new TextEncoder().encode(`\x1b[${"1;".repeat(100_000)}m`);
  const shown = stream.add(flood);
  assert.equal(shown.length, flood.length + 1);
  assert.equal(new TextDecoder().decode(shown.subarray(0, 6)), "^[[1;1");
  assert.equal(stream.end().length, 0);
});

Deno.test("it makes no difference where a stream is cut into pieces", () => {
  const text = "a\x1b[1;31mb\x1b]0;t\x07\u00e9\u202e\u{1f600}\u009b\x1b[12Cc\x1b[1;1Hd\r\n";
  const bytes = [...new TextEncoder().encode(text), 0xE6, 0x28, 0xF0, 0x9F, 0x1B];
  const whole = show(bytes);
  for (let first = 0; first <= bytes.length; first++) {
    for (let second = first; second <= bytes.length; second++) {
      const pieces = [bytes.slice(0, first), bytes.slice(first, second), bytes.slice(second)];
      assert.equal(show(...pieces), whole);
    }
  }
});

Deno.test("whatever comes, nothing but the permitted sequences and printable UTF-8 goes out", () => {
  // Bytes that matter, in a reproducible disorder.
  const alphabet = [
    0x1B,
    0x5B,
    0x31,
    0x3B,
    0x3A,
    0x6D,
    0x43,
    0x4A,
    0x9B,
    0xC2,
    0xE2,
    0x80,
    0xAE,
    0x41,
    0x0A,
  ];
  let state = 1;
  for (let round = 0; round < 3000; round++) {
    const bytes = Array.from({ length: 24 }, () => {
      state = (state * 48271) % 0x7FFFFFFF;
      return alphabet[state % alphabet.length]!;
    });
    const shown = show(bytes.slice(0, 9), bytes.slice(9));
    // deno-lint-ignore no-control-regex
    const rest = shown.replaceAll(/\x1b\[(?:[0-9;:]*m|[0-9]{0,5}[CDGK])/g, "");
    // deno-lint-ignore no-control-regex
    assert.match(rest, /^[^\x00-\x07\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]*$/);
  }
});

Deno.test("it is known whether a line was left open", () => {
  const stream = new VisibleStream();
  const states = ["a", "\n", "\x1b[0m", "\x1b[2D", "b\n", "\x1b[31"].map((text) => {
    stream.add(new TextEncoder().encode(text));
    return stream.endsLine;
  });
  assert.deepEqual(states, [false, true, true, false, true, true]);
});
