import assert from "node:assert/strict";
import { type Key, Keys, type Paste } from "../../../src/repl/editor/keys.ts";
import { TypedInput } from "../../../src/repl/typed_input.ts";

/** An input that gives some pieces, and then waits for ever. */
function input(...pieces: (string | Uint8Array)[]): TypedInput {
  const bytes = pieces.map((piece) =>
    typeof piece === "string" ? new TextEncoder().encode(piece) : piece
  );
  return new TypedInput(() => {
    const next = bytes.shift();
    return next === undefined ? new Promise(() => {}) : Promise.resolve(next);
  });
}

function describe(key: Key | Paste | null): string {
  if (key === null) return "end";
  if ("pasted" in key) return `paste ${JSON.stringify(key.pasted)}`;
  const modifiers = `${key.ctrl ? "C-" : ""}${key.meta ? "M-" : ""}`;
  return `${modifiers}${key.name || key.text}`;
}

async function read(keys: Keys, count: number): Promise<string[]> {
  const read: string[] = [];
  while (read.length < count) read.push(describe(await keys.next()));
  return read;
}

const TYPED =
  "a\x01\x1b[A\x1bb\x1b[200~x\r\ny\rz\x1b\x1b[31m\x1b[201~\x1b[1;5C\u00e9\u{1f600}\r\n\t\x7f~";
const EXPECTED = [
  ...[
    "a",
    "C-a",
    "up",
    "M-b",
    'paste "x\\ny\\nz\\u001b\\u001b[31m"',
    "C-right",
    "\u00e9",
    "\u{1f600}",
  ],
  ...["return", "enter", "tab", "backspace", "~"],
];

Deno.test("keys are decoded wherever the input is cut into pieces", async () => {
  const bytes = new TextEncoder().encode(TYPED);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const keys = new Keys(input(...[bytes.subarray(0, cut), bytes.subarray(cut)]));
    assert.deepEqual(await read(keys, EXPECTED.length), EXPECTED, `cut at ${cut}`);
  }
});

Deno.test("what is typed behind a key stays in the input", async () => {
  const source = input("ab\u00e9\x1b[A", "rest");
  const keys = new Keys(source);
  assert.deepEqual(await read(keys, 1), ["a"]);
  assert.equal(keys.hasMore, true);
  keys.release();
  assert.equal(keys.hasMore, false);
  assert.equal(new TextDecoder().decode((await source.read())!), "b\u00e9\x1b[A");
  assert.deepEqual(await read(keys, 4), ["r", "e", "s", "t"]);
});

Deno.test("Escape alone is a key when nothing follows it", async () => {
  assert.deepEqual(await read(new Keys(input("\x1b")), 1), ["M-escape"]);
});

Deno.test("a key can be pressed from elsewhere while one is waited for", async () => {
  const keys = new Keys(input());
  const reading = read(keys, 1);
  keys.press({ name: "c", ctrl: true, meta: false, shift: false, text: "" });
  assert.deepEqual(await reading, ["C-c"]);
});

Deno.test("the end of the input is told", async () => {
  const keys = new Keys(new TypedInput(() => Promise.resolve(null)));
  assert.deepEqual(await read(keys, 1), ["end"]);
});
