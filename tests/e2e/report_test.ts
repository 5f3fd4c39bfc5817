/** `--json` and `--report`: facts of the host and claims of the program, apart from each other. */
import assert from "node:assert/strict";
import { commandLine, pysandbox, start, untilHeeded } from "./command.ts";

// deno-lint-ignore no-explicit-any
type Report = any;

async function report(args: string[], code: number): Promise<Report> {
  const finished = await pysandbox(["run", "--json", ...args]);
  assert.equal(finished.code, code, finished.stderr + finished.stdout);
  assert.ok(finished.stdout.endsWith("}\n"));
  assert.equal(finished.stdout.trimEnd().split("\n").length, 1, "one line");
  return JSON.parse(finished.stdout);
}

Deno.test("--json prints one report, with the output inside and the last expression as result", async () => {
  const code = "import sys\nprint('out')\nprint('err', file=sys.stderr)\n[4 + 5, {'a': None}]";
  const found = await report(["-t", "5s", "-H", "64", "-c", code], 0);
  const { stats, walls, ...rest } = found;
  assert.deepEqual(rest, {
    version: 1,
    status: "ok",
    exitCode: 0,
    reason: null,
    stdout: "out\n",
    stderr: "err\n",
    truncated: false,
    claimed: { result: [9, { a: null }], resultRepr: "[9, {'a': None}]", error: null },
    limits: { timeoutMs: 5000, cpuMs: null, maxHeapBytes: 67108864, maxOutputBytes: 10485760 },
  });
  assert.deepEqual(Object.keys(stats), [
    "startupMs",
    "wallMs",
    "cpuMs",
    "peakHeapBytes",
    "outputBytes",
  ]);
  assert.equal(stats.outputBytes, 8);
  assert.ok(stats.startupMs > 0 && stats.wallMs > 0 && stats.wallMs < 5000);
  assert.ok(stats.peakHeapBytes >= 30 << 20 && stats.peakHeapBytes <= 64 << 20);
  const own = { darwin: ["seatbelt"], windows: ["job"] } as Record<string, string[]>;
  assert.deepEqual(
    Object.keys(walls),
    ["wasm", "permissions", "seccomp", "landlock", "rlimit"].concat(own[Deno.build.os] ?? []),
  );
  assert.deepEqual([walls.wasm, walls.permissions], [true, true]);
  for (const stands of Object.values(walls)) assert.equal(typeof stands, "boolean");
});

Deno.test("--display has what the program shows among its claims, in --json and --report alike", async () => {
  const code =
    "class A:\n  def _repr_html_(self): return '<b>\u00e9\u202e'\n  def __repr__(self): return 'A'\n" +
    "display(1)\nprint(2)\nA()";
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/report.json`;
    const found = await report(["--display", "--report", path, "-c", code], 0);
    assert.deepEqual(found.claimed.display, [
      { "text/plain": "1" },
      { "text/plain": "A", "text/html": "<b>\u00e9\u202e" },
    ]);
    assert.deepEqual([found.stdout, found.claimed.resultRepr], ["2\n", "A"]);
    const text = await Deno.readTextFile(path);
    assert.deepEqual(JSON.parse(text), found);
    // What turns the direction of a line is not shown as it is.
    assert.ok(text.includes("\\u202e") && !text.includes("\u202e"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  const failed = await report(["--display", "-c", "display(1)\n1 / 0"], 1);
  assert.deepEqual(failed.claimed.display, [{ "text/plain": "1" }]);
  const without = await report(["-c", "display(1)"], 1);
  assert.deepEqual([without.claimed.error.type, "display" in without.claimed], [
    "NameError",
    false,
  ]);
});

Deno.test("a value without a JSON form has its repr, and None has neither", async () => {
  assert.deepEqual((await report(["-c", "{1, 2}"], 0)).claimed, {
    result: null,
    resultOmitted: "a value of type set has no JSON form",
    resultRepr: "{1, 2}",
    error: null,
  });
  assert.deepEqual((await report(["-c", "None"], 0)).claimed, {
    result: null,
    resultRepr: null,
    error: null,
  });
});

Deno.test("an uncaught exception is described, with its line", async () => {
  const found = await report(["-c", "def f():\n    raise KeyError('k')\n\nf()"], 1);
  assert.equal(found.status, "error");
  assert.equal(found.reason, null);
  const traceback = "Traceback (most recent call last):\n" +
    '  File "<string>", line 4, in <module>\n    f()\n    ~^^\n' +
    "  File \"<string>\", line 2, in f\n    raise KeyError('k')\nKeyError: 'k'\n";
  assert.deepEqual(found.claimed.error, { type: "KeyError", message: "'k'", traceback, line: 2 });
  assert.equal(found.stderr, traceback);
});

Deno.test("sys.exit(3) is an error with exit code 3", async () => {
  const found = await report(["-c", "import sys; sys.exit(3)"], 3);
  assert.equal(found.status, "error");
  assert.equal(found.claimed.error.type, "SystemExit");
});

Deno.test("a limit is the report's status and reason", async () => {
  const args = ["-t", "600ms", "-c", "print('kept')\nwhile True: pass"];
  const found = await untilHeeded(() => report(args, 124), ({ claimed }) => claimed.error !== null);
  assert.equal(found.status, "timeout");
  assert.equal(found.reason, "timed out after 600ms (--timeout)");
  assert.equal(found.stdout, "kept\n");
  assert.equal(found.claimed.error.type, "KeyboardInterrupt");
});

Deno.test("cut output is marked", async () => {
  const found = await report(["--max-output", "10B", "-c", "print('x' * 100)"], 153);
  assert.equal(found.stdout, "x".repeat(10));
  assert.equal(found.truncated, true);
});

Deno.test("what is no UTF-8 is replaced, and lone surrogates do not break the report", async () => {
  const code = "import sys\nsys.stdout.buffer.write(b'a\\xffb')\n'\\ud800'";
  const found = await report(["-c", code], 0);
  assert.equal(found.stdout, "a\ufffdb");
  assert.equal(found.claimed.resultRepr, "'\\ud800'");
});

Deno.test("--report writes the report to a file and leaves the streams to the program", async () => {
  const path = await Deno.makeTempFile();
  try {
    const finished = await pysandbox(["run", "--report", path, "-c", "print('mine'); 41 + 1"]);
    assert.equal(finished.stdout, "mine\n");
    assert.equal(finished.stderr, "");
    const found = JSON.parse(await Deno.readTextFile(path));
    assert.equal(found.claimed.result, 42);
    assert.equal(found.stdout, "mine\n");
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("a program cannot change a fact by printing reports", async () => {
  const forged = '{"version":1,"status":"ok","exitCode":0}';
  const found = await report(["-c", `print('''${forged}''')\nraise SystemExit(9)`], 9);
  assert.equal(found.status, "error");
  assert.equal(found.exitCode, 9);
});

Deno.test("a run that was stopped is cancelled", async () => {
  const child = start(["run", "--json", "-c", "import sys\nsys.stdin.read(1)\nwhile True: pass"]);
  const writer = child.stdin.getWriter();
  // More than a pipe holds: when it is written, the program has read, and runs.
  await writer.write(new Uint8Array(70_000));
  child.kill("SIGTERM");
  const found = JSON.parse(await new Response(child.stdout).text());
  assert.deepEqual([found.status, found.exitCode, found.reason], [
    "cancelled",
    143,
    "stopped by SIGTERM",
  ]);
  assert.equal((await child.status).code, 143);
  await child.stderr.cancel();
  await writer.abort().catch(() => {});
});

Deno.test("a sink of our own that fails is internal, and the report file says so", async () => {
  const path = await Deno.makeTempFile();
  try {
    const [program, args] = commandLine(["run", "--report", path, "-c", "print('x')"]);
    const words = [program, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
    const { code } = await new Deno.Command("sh", {
      args: ["-c", `${words} > /dev/full`],
      stderr: "null",
    }).output();
    assert.equal(code, 125);
    const found = JSON.parse(await Deno.readTextFile(path));
    assert.deepEqual([found.status, found.exitCode, found.reason], [
      "internal",
      125,
      "cannot write to standard output: No space left on device (os error 28)",
    ]);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("claims of every text's full length, each character escaped, still fit", async () => {
  const code = 'raise type("\\x01" * 65536, (Exception,), {})("\\x02" * 65536)';
  const { status, claimed } = await report(["-c", code], 1);
  assert.equal(status, "error");
  assert.equal(claimed.error?.type.length, 65536);
});

Deno.test("a byte order mark that a program prints is in the report, and in what a server streams", async () => {
  const code = "print('\\ufeffhello', end='')";
  assert.equal((await report(["-c", code], 0)).stdout, "\ufeffhello");
  const stdin = `${JSON.stringify({ code, id: 1, stream: true })}\n${JSON.stringify({ code })}\n`;
  const { stdout } = await pysandbox(["serve-stdio", "--workers", "1"], { stdin });
  const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  const streamed = lines.filter(({ event }) => event === "stdout").map(({ data }) => data);
  assert.equal(streamed.join(""), "\ufeffhello");
  assert.equal(lines.at(-1).stdout, "\ufeffhello");
});
