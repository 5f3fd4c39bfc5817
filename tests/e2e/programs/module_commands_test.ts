/** Command-line modules of the standard library, by `-m`, on standard input. */
import assert from "node:assert/strict";
import { forking } from "../forking.ts";
import { transcript } from "./transcript.ts";

/** Module, its arguments, standard input, and what it is to show. */
const COMMANDS: readonly (readonly [string, readonly string[], string, string])[] = [
  [
    "json.tool",
    ["--sort-keys", "--no-ensure-ascii", "--indent", "1"],
    '{"b": [1, null], "a": "\u00e9"}',
    '{\n "a": "\u00e9",\n "b": [\n  1,\n  null\n ]\n}\n[stderr]\n[exit 0]\n',
  ],
  [
    "json.tool",
    [],
    '{"a": 1 "b": 2}',
    "[stderr]\nExpecting ',' delimiter: line 1 column 9 (char 8)\n[exit 1]\n",
  ],
  [
    "tokenize",
    [],
    "x = 1\n",
    "1,0-1,1:            NAME           'x'            \n" +
    "1,2-1,3:            OP             '='            \n" +
    "1,4-1,5:            NUMBER         '1'            \n" +
    "1,5-1,6:            NEWLINE        '\\n'           \n" +
    "2,0-2,0:            ENDMARKER      ''             \n[stderr]\n[exit 0]\n",
  ],
  [
    "ast",
    [],
    "x = 1\n",
    "Module(\n   body=[\n      Assign(\n         targets=[\n" +
    "            Name(id='x', ctx=Store())],\n" +
    "         value=Constant(value=1))])\n[stderr]\n[exit 0]\n",
  ],
  [
    "dis",
    [],
    "x = a + 1\n",
    "  0           RESUME                   0\n\n" +
    "  1           LOAD_NAME                0 (a)\n" +
    "              LOAD_SMALL_INT           1\n" +
    "              BINARY_OP                0 (+)\n" +
    "              STORE_NAME               1 (x)\n" +
    "              LOAD_CONST               1 (None)\n" +
    "              RETURN_VALUE\n[stderr]\n[exit 0]\n",
  ],
  [
    "calendar",
    ["2024", "2"],
    "",
    "   February 2024\nMo Tu We Th Fr Sa Su\n          1  2  3  4\n 5  6  7  8  9 10 11\n" +
    "12 13 14 15 16 17 18\n19 20 21 22 23 24 25\n26 27 28 29\n[stderr]\n[exit 0]\n",
  ],
  ["base64", ["-e"], "hello\n", "aGVsbG8K\n[stderr]\n[exit 0]\n"],
  ["quopri", [], "\u00e9=\n", "=C3=A9=3D\n[stderr]\n[exit 0]\n"],
  ["encodings.rot_13", [], "Uryyb", "Hello[stderr]\n[exit 0]\n"],
  [
    "no_such_module",
    [],
    "",
    "[stderr]\n/usr/bin/python3: No module named no_such_module\n[exit 1]\n",
  ],
];

const test = forking();

for (const [module, args, stdin, wanted] of COMMANDS) {
  test(`-m ${module} ${JSON.stringify(stdin)} prints what python -m prints`, async (run) => {
    const words = ["-m", module, "--", ...args];
    const { stdout, stderr, code } = await run(words, { stdin });
    assert.equal(transcript(stdout, stderr, code), wanted);
  });
}

test("-m this prints the Zen of Python", async (run) => {
  const { stdout, stderr, code } = await run(["-m", "this"]);
  const bytes = new TextEncoder().encode(stdout);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  // Of what CPython prints.
  const wanted = "b0a4de293503af7f9127cce50fbb3f8117e5c2ec8a0ec3cd4897e3995bacf0fd";
  assert.deepEqual([digest, stderr, code], [wanted, "", 0]);
});

test("-m timeit measures a statement", async (run) => {
  const words = ["-m", "timeit", "--", "-n", "1", "-r", "1", "sum(range(100))"];
  const { stdout, stderr, code } = await run(words);
  assert.match(stdout, /^1 loop, best of 1: [\d.]+ (nsec|usec|msec) per loop\n$/);
  assert.deepEqual([stderr, code], ["", 0]);
});

test("-m unittest without tests says so and exits with 5", async (run) => {
  const { stdout, stderr, code } = await run(["-m", "unittest"]);
  const line = "-".repeat(70);
  assert.match(stderr, new RegExp(`^\n${line}\nRan 0 tests in 0\\.\\d{3}s\n\nNO TESTS RAN\n$`));
  assert.deepEqual([stdout, code], ["", 5]);
});

test("-m http.server --help explains itself", async (run) => {
  const { stdout, stderr, code } = await run(["-m", "http.server", "--", "--help"]);
  assert.match(
    stdout,
    /^usage: python3 -m http\.server \[-h\] [^]*\n {2}-h, --help +show this help/,
  );
  assert.deepEqual([stderr, code], ["", 0]);
});
