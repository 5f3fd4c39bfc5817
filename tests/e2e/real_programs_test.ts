/**
 * Real programs in the sandbox, whole output and exit status. Each of `programs/*.py` stands beside what CPython makes
 * of it; where a python3 is at hand, that is asked again. A first line `# Python: 3.13` names the oldest CPython that
 * agrees, `# Sandbox only` a program about the sandbox itself.
 */
import assert from "node:assert/strict";
import { pysandbox } from "./command.ts";

const FOLDER = new URL("programs/", import.meta.url);
const SURROUNDINGS = { TZ: "UTC", LC_ALL: "C.UTF-8", NO_COLOR: "1", PYTHONHASHSEED: "0" };
const NEWEST = 14;

const names = [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
  .filter((name) => name.endsWith(".py")).map((name) => name.slice(0, -".py".length)).sort();
const native = await nativeVersion();

for (const name of names) {
  const script = new URL(`${name}.py`, FOLDER).pathname;

  Deno.test(`the program ${name} prints what CPython prints`, async () => {
    const { stdout, stderr, code } = await pysandbox(["run", script], { stdin: inputOf(name) });
    assert.equal(transcript(stdout, stderr, code), expected(name));
  });

  Deno.test({
    name: `the native python3 agrees on what the program ${name} prints`,
    ignore: native === null || native < oldestVersion(name),
    fn: async () => {
      const child = new Deno.Command("python3", {
        args: ["-B", script],
        env: SURROUNDINGS,
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode(inputOf(name))).catch(() => {});
      await writer.close().catch(() => {});
      const { stdout, stderr, code } = await child.output();
      const decoder = new TextDecoder();
      const found = transcript(decoder.decode(stdout), decoder.decode(stderr), code);
      assert.equal(found, expected(name));
    },
  });
}

Deno.test("there is a file of expected output for each program, and a program for each", () => {
  const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name);
  const outputs = files.filter((name) => name.endsWith(".txt"));
  assert.deepEqual(outputs.sort(), names.map((name) => `${name}.txt`));
  assert.ok(names.length >= 20);
});

const MODULES: Record<string, readonly [args: string[], stdin: string, expected: string]> = {
  "json.tool": [
    ["--sort-keys", "--no-ensure-ascii", "--indent", "1"],
    '{"b": [1, null], "a": "é"}',
    '{\n "a": "é",\n "b": [\n  1,\n  null\n ]\n}\n[stderr]\n[exit 0]\n',
  ],
  "json.tool ": [
    [],
    '{"a": 1 "b": 2}',
    "[stderr]\nExpecting ',' delimiter: line 1 column 9 (char 8)\n[exit 1]\n",
  ],
  "tokenize": [
    [],
    "x = 1\n",
    "0,0-0,0:            ENCODING       'utf-8'        \n" +
    "1,0-1,1:            NAME           'x'            \n" +
    "1,2-1,3:            OP             '='            \n" +
    "1,4-1,5:            NUMBER         '1'            \n" +
    "1,5-1,6:            NEWLINE        '\\n'           \n" +
    "2,0-2,0:            ENDMARKER      ''             \n[stderr]\n[exit 0]\n",
  ],
  "ast": [
    [],
    "x = 1\n",
    "Module(\n   body=[\n      Assign(\n         targets=[\n" +
    "            Name(id='x', ctx=Store())],\n" +
    "         value=Constant(value=1))])\n[stderr]\n[exit 0]\n",
  ],
  "dis": [
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
  "calendar": [
    ["2024", "2"],
    "",
    "   February 2024\nMo Tu We Th Fr Sa Su\n          1  2  3  4\n 5  6  7  8  9 10 11\n" +
    "12 13 14 15 16 17 18\n19 20 21 22 23 24 25\n26 27 28 29\n[stderr]\n[exit 0]\n",
  ],
  "base64": [["-e"], "hello\n", "aGVsbG8K\n[stderr]\n[exit 0]\n"],
  "quopri": [[], "é=\n", "=C3=A9=3D\n[stderr]\n[exit 0]\n"],
  "encodings.rot_13": [[], "Uryyb", "Hello[stderr]\n[exit 0]\n"],
  "no_such_module": [
    [],
    "",
    "[stderr]\n/usr/bin/python3: No module named no_such_module\n[exit 1]\n",
  ],
};

for (const [module, [args, stdin, wanted]] of Object.entries(MODULES)) {
  Deno.test(`-m ${module} ${JSON.stringify(stdin)} prints what python -m prints`, async () => {
    const words = ["run", "-m", module.trim(), "--", ...args];
    const { stdout, stderr, code } = await pysandbox(words, { stdin });
    assert.equal(transcript(stdout, stderr, code), wanted);
  });
}

Deno.test("-m this prints the Zen of Python", async () => {
  const { stdoutBytes, stderr, code } = await pysandbox(["run", "-m", "this"]);
  const digest = "b0a4de293503af7f9127cce50fbb3f8117e5c2ec8a0ec3cd4897e3995bacf0fd";
  assert.deepEqual([await sha256(stdoutBytes), stderr, code], [digest, "", 0]);
});

Deno.test("-m timeit measures a statement", async () => {
  const words = ["run", "-m", "timeit", "--", "-n", "1", "-r", "1", "sum(range(100))"];
  const { stdout, stderr, code } = await pysandbox(words);
  assert.match(stdout, /^1 loop, best of 1: [\d.]+ (nsec|usec|msec) per loop\n$/);
  assert.deepEqual([stderr, code], ["", 0]);
});

Deno.test("-m unittest without tests says so and exits with 5", async () => {
  const { stdout, stderr, code } = await pysandbox(["run", "-m", "unittest"]);
  const line = "-".repeat(70);
  assert.match(stderr, new RegExp(`^\n${line}\nRan 0 tests in 0\\.\\d{3}s\n\nNO TESTS RAN\n$`));
  assert.deepEqual([stdout, code], ["", 5]);
});

Deno.test("-m http.server --help explains itself", async () => {
  const { stdout, stderr, code } = await pysandbox(["run", "-m", "http.server", "--", "--help"]);
  assert.match(
    stdout,
    /^usage: python3 -m http\.server \[-h\] [^]*\n {2}-h, --help +show this help/,
  );
  assert.deepEqual([stderr, code], ["", 0]);
});

Deno.test("ten megabytes of binary standard input arrive unchanged", async () => {
  const stdin = noise(10_000_000);
  const code = "import hashlib, sys; data = sys.stdin.buffer.read(); " +
    "print(len(data), hashlib.sha256(data).hexdigest())";
  const finished = await pysandbox(["run", "-c", code], { stdin });
  assert.equal(
    transcript(finished.stdout, finished.stderr, finished.code),
    `10000000 ${await sha256(stdin)}\n[stderr]\n[exit 0]\n`,
  );
});

Deno.test("eight megabytes of binary standard output arrive unchanged", async () => {
  const stdin = noise(8_000_000);
  const code =
    "import shutil, sys; shutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer, 100_003)";
  const finished = await pysandbox(["run", "-c", code], { stdin });
  assert.deepEqual([finished.stderr, finished.code], ["", 0]);
  assert.equal(finished.stdoutBytes.length, stdin.length);
  assert.equal(await sha256(finished.stdoutBytes), await sha256(stdin));
});

/** Bytes of all values, without pattern, the same each time. */
function noise(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let state = 1;
  for (let at = 0; at < length; at++) {
    state = Math.imul(state, 1_103_515_245) + 12_345 | 0;
    bytes[at] = state >>> 16;
  }
  return bytes;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** All that a run showed, as one text, without the folder of the programs and the place of the library. */
function transcript(stdout: string, stderr: string, code: number): string {
  return `${stdout}[stderr]\n${stderr}[exit ${code}]\n`.replaceAll(FOLDER.pathname, "");
}

function expected(name: string): string {
  return Deno.readTextFileSync(new URL(`${name}.txt`, FOLDER));
}

function inputOf(name: string): string {
  try {
    return Deno.readTextFileSync(new URL(`${name}.in`, FOLDER));
  } catch {
    return "";
  }
}

/** The minor version of the oldest CPython 3 that prints what is expected. */
function oldestVersion(name: string): number {
  const [first] = Deno.readTextFileSync(new URL(`${name}.py`, FOLDER)).split("\n") as [string];
  if (first === "# Sandbox only") return Infinity;
  return Number(/^# Python: 3\.(\d+)$/.exec(first)?.[1] ?? 11);
}

/** The minor version of python3 on PATH; null where there is none whose output is known to agree. */
async function nativeVersion(): Promise<number | null> {
  try {
    const code = "import sys; print(sys.version_info[1])";
    const { stdout } = await new Deno.Command("python3", { args: ["-c", code] }).output();
    const minor = Number(new TextDecoder().decode(stdout));
    return minor >= 11 && minor <= NEWEST ? minor : null;
  } catch {
    return null;
  }
}
