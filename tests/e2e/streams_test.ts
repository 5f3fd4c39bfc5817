/** Standard input, output and error: byte for byte, streamed, and in both directions robust. */
import assert from "node:assert/strict";
import { commandLine, pysandbox, start } from "./command.ts";
import { onlyOn, tryTest } from "../needs.ts";
import { SLOWNESS } from "../slowness.ts";

Deno.test("stdout and stderr are the program's, byte for byte", async () => {
  const code =
    "import sys\nsys.stdout.buffer.write(bytes(range(256)))\nsys.stderr.buffer.write(b'\\xff\\x00')";
  const finished = await pysandbox(["run", "-c", code]);
  assert.deepEqual([...finished.stdoutBytes], [...Array(256).keys()]);
  assert.equal(finished.stderr, "\ufffd\0");
});

Deno.test("output arrives while the program still runs", async () => {
  const child = start(["run", "-c", "import time\nprint('first', end='')\ntime.sleep(60)"]);
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  assert.equal(new TextDecoder().decode(value), "first");
  child.kill("SIGTERM");
  await reader.cancel();
  await child.stdin.close();
  await child.stderr.cancel();
  await child.status;
});

Deno.test("lines arrive whole, so that programs can share a pipe", async () => {
  const code = "import time\nfor i in range(20):\n  print('line', i)\n  time.sleep(0.01)";
  const child = start(["run", "-c", code]);
  await child.stdin.close();
  let text = "";
  for await (const chunk of child.stdout) {
    text += new TextDecoder().decode(chunk);
    assert.ok(text.endsWith("\n"), text);
  }
  assert.equal(text.split("\n").length, 21);
  await child.stderr.cancel();
  assert.equal((await child.status).code, 0);
});

Deno.test("stdin is streamed: an answer comes before the input ends", async () => {
  const child = start([
    "run",
    "-c",
    "for line in __import__('sys').stdin: print(line.upper(), end='')",
  ]);
  const writer = child.stdin.getWriter();
  const reader = child.stdout.getReader();
  for (const word of ["one", "two"]) {
    await writer.write(new TextEncoder().encode(`${word}\n`));
    const { value } = await reader.read();
    assert.equal(new TextDecoder().decode(value), `${word.toUpperCase()}\n`);
  }
  await writer.close();
  assert.equal((await reader.read()).done, true);
  await child.stderr.cancel();
  assert.equal((await child.status).code, 0);
});

Deno.test("stdin is binary-safe and may be large", async () => {
  const stdin = new Uint8Array(5_000_000).map((_, i) => (i * 7919) >> 3);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", stdin)).toHex();
  const code = "import sys, hashlib\nprint(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())";
  const finished = await pysandbox(["run", "-c", code], { stdin });
  assert.equal(finished.stdout, `${digest}\n`);
});

tryTest({
  name: "what the program does not read stays for the next command",
  lacks: null,
  elsewhere: onlyOn("Unix", "sh and its redirections"),
  fn: async () => {
    const [path, args] = commandLine(["run", "-c", "print('ran')"]);
    const words = [path, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
    const { stdout } = await new Deno.Command("sh", {
      args: ["-c", `printf 'kept\\n' | { ${words}; cat; }`],
      stdout: "piped",
    }).output();
    assert.equal(new TextDecoder().decode(stdout), "ran\nkept\n");
  },
});

Deno.test("input() reads lines, and EOFError ends it", async () => {
  const finished = await pysandbox(["run", "-c", "print(input('? '))\ninput()"], {
    stdin: "line\n",
  });
  assert.equal(finished.stdout, "? line\n");
  assert.match(finished.stderr, /\nEOFError: EOF when reading a line\n$/);
});

Deno.test("a reader that goes away ends the run quietly with 141", async () => {
  const child = start(["run", "-c", "while True: print('y')"]);
  const reader = child.stdout.getReader();
  await reader.read();
  await reader.cancel();
  await child.stdin.close();
  assert.equal(new TextDecoder().decode(await readAll(child.stderr)), "");
  assert.equal((await child.status).code, 141);
});

tryTest({
  name: "a full disk is an error with the system's reason",
  lacks: null,
  elsewhere: onlyOn("Unix", "sh and its redirections"),
  fn: async () => {
    for (const options of [[], ["--json"]]) {
      const [path, args] = commandLine(["run", ...options, "-c", "print('x')"]);
      const words = [path, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
      const { code, stderr } = await new Deno.Command("sh", {
        args: ["-c", `${words} > /dev/full`],
        stderr: "piped",
      }).output();
      assert.equal(
        new TextDecoder().decode(stderr),
        "pysandbox: cannot write to standard output: No space left on device (os error 28)\n",
      );
      assert.equal(code, 125);
    }
  },
});

tryTest({
  name: "closed descriptors are no reason to fail",
  lacks: null,
  elsewhere: onlyOn("Unix", "sh and its redirections"),
  fn: async () => {
    const [path, args] = commandLine(["run", "-c", "import sys; print(repr(sys.stdin.read()))"]);
    const words = [path, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
    const { code, stdout } = await new Deno.Command("sh", {
      args: ["-c", `${words} <&- 2>&-`],
      stdout: "piped",
    }).output();
    assert.equal(new TextDecoder().decode(stdout), "''\n");
    assert.equal(code, 0);
  },
});

Deno.test("a reader that never reads cannot keep a run beyond its limit", async () => {
  const began = performance.now();
  const child = start(["run", "-t", "1s", "-c", "while True: print('y' * 1000)"]);
  const { code } = await child.status;
  assert.equal(code, 124);
  assert.ok(performance.now() - began < 6000 * SLOWNESS);
  await child.stdin.close();
  await child.stdout.cancel();
  await child.stderr.cancel();
});

async function readAll(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(
    await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer(),
  );
}
