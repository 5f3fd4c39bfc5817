/** Each limit and each way to die: message, exit status, and that the next run is fine. */
import assert from "node:assert/strict";
import { tryTest } from "../needs.ts";
import { type Finished, pysandbox, SMALL_STACK, untilHeeded } from "./command.ts";
import { SLOWNESS } from "../slowness.ts";

/** Wall clock that a command may take beyond its limit: the promise is 500 ms, the rest is for busy machines. */
const SLACK_MS = 4000 * SLOWNESS;

interface Expected {
  readonly code: number;
  readonly line: string;
  readonly stdout?: string;
  readonly withinMs?: number;
  readonly stderr?: RegExp;
}

async function expectEnd(args: string[], expected: Expected): Promise<void> {
  const { stderr } = expected;
  const hasHeeded = (ended: Finished) => stderr === undefined || stderr.test(ended.stderr);
  const finished = await untilHeeded(() => pysandbox(["run", ...args]), hasHeeded);
  const ownLines = finished.stderr.split("\n").filter((line) => line.startsWith("pysandbox:"));
  assert.deepEqual(ownLines, [`pysandbox: ${expected.line}`], finished.stderr);
  assert.equal(finished.code, expected.code);
  if (expected.stdout !== undefined) assert.equal(finished.stdout, expected.stdout);
  if (stderr !== undefined) assert.match(finished.stderr, stderr);
  const within = (expected.withinMs ?? 10_000) + SLACK_MS;
  assert.ok(finished.milliseconds < within, `took ${finished.milliseconds} ms`);
}

Deno.test("--timeout interrupts a loop, names its line, and keeps what was printed", async () => {
  await expectEnd(["-t", "300ms", "-c", "print('before', end='')\nwhile True:\n    x = 1"], {
    code: 124,
    line: "timed out after 300ms (--timeout)",
    stdout: "before",
    stderr: /File "<string>", line [23], in <module>\n.*\n[ ~^]*\n?KeyboardInterrupt\n/,
    withinMs: 1000,
  });
});

Deno.test("--timeout kills what swallows the interrupt", async () => {
  const code =
    "print('before')\nwhile True:\n  try:\n    while True: pass\n  except BaseException: pass";
  await expectEnd(["-t", "300ms", "-c", code], {
    code: 124,
    line: "timed out after 300ms (--timeout)",
    stdout: "before\n",
    withinMs: 1000,
  });
});

Deno.test("--timeout 0 is no limit", async () => {
  const finished = await pysandbox([
    "run",
    "-t",
    "0",
    "-c",
    "import time; time.sleep(0.1); print(1)",
  ]);
  assert.equal(finished.stdout, "1\n");
  assert.equal(finished.code, 0);
});

Deno.test("--cpu ends what computes, and not what sleeps", async () => {
  await expectEnd(["--cpu", "200ms", "-c", "while True: pass"], {
    code: 152,
    line: "used more than 200ms of processor time (--cpu)",
  });
  const finished = await pysandbox([
    "run",
    "--cpu",
    "300ms",
    "-c",
    "import time; time.sleep(0.6); print(1)",
  ]);
  assert.equal(finished.code, 0, finished.stderr);
});

Deno.test("--max-heap is a hard cap that raises MemoryError", async () => {
  await expectEnd(["-H", "64", "-c", "x = bytearray(100_000_000)"], {
    code: 137,
    line: "out of memory: the limit is 64MiB (--max-heap)",
    stderr: /^Traceback [\s\S]*\nMemoryError\npysandbox: /,
  });
});

Deno.test("a caught MemoryError leaves the interpreter alive", async () => {
  const code =
    "try:\n  x = bytearray(10**9)\nexcept MemoryError: print('caught')\nprint(sum(range(10)))";
  const finished = await pysandbox(["run", "-c", code]);
  assert.equal(finished.stdout, "caught\n45\n");
  assert.equal(finished.code, 0);
});

Deno.test("a MemoryError that has nothing to do with the cap is an ordinary exception", async () => {
  const finished = await pysandbox(["run", "-c", "raise MemoryError('mine')"]);
  assert.match(finished.stderr, /\nMemoryError: mine\n$/);
  assert.equal(finished.code, 1);
});

Deno.test("files in the sandbox count against --max-heap", async () => {
  const code = "with open('/tmp/big', 'wb') as f:\n  while True: f.write(b'x' * 1_000_000)";
  await expectEnd(["-H", "100", "-c", code], {
    code: 137,
    line: "out of memory: the limit is 100MiB (--max-heap)",
    stderr: /OSError: \[Errno 51\] No space left on device\npysandbox: /,
  });
});

Deno.test("memory of deleted files can be used again", async () => {
  const code =
    "import os\nfor i in range(10):\n  with open('/tmp/f', 'wb') as f: f.write(b'x' * 20_000_000)\n" +
    "  os.remove('/tmp/f')\nprint('done')";
  const finished = await pysandbox(["run", "-H", "100", "-c", code]);
  assert.equal(finished.stdout, "done\n", finished.stderr);
});

Deno.test("--max-output passes exactly that many bytes of both streams", async () => {
  await expectEnd(["--max-output", "1KiB", "-c", "while True: print('0123456789abcde')"], {
    code: 153,
    line: "wrote more than 1KiB (--max-output)",
    stdout: "0123456789abcde\n".repeat(64),
  });
});

Deno.test("a native stack overflow is a crash, with an explanation", async () => {
  // Hashing a tuple hashes what is in it, with no check of how deep that goes.
  const code = "x = ()\nfor _ in range(1_000_000): x = (x,)\nhash(x)";
  await expectEnd(["-c", code], {
    code: 139,
    line: "the interpreter crashed: its native stack overflowed (recursion too deep)",
  });
});

Deno.test("a trap is a crash, with the engine's reason", async () => {
  await expectEnd(["-c", "import ctypes; ctypes.string_at(2**32 - 5)"], {
    code: 139,
    line: "the interpreter crashed: memory access out of bounds",
  });
});

const UNBOUNDED = {
  "of functions": { code: "def f(): f()\nf()", elsewhere: null },
  "through C": {
    code: "class A:\n  def __repr__(self): return repr(self)\nrepr(A())",
    elsewhere: SMALL_STACK,
  },
};

for (const [what, { code, elsewhere }] of Object.entries(UNBOUNDED)) {
  tryTest({
    name: `unbounded recursion ${what} is a RecursionError, as in CPython`,
    lacks: null,
    elsewhere,
    fn: async () => {
      const finished = await pysandbox(["run", "-c", code]);
      assert.match(finished.stderr, /\nRecursionError: maximum recursion depth exceeded/);
      assert.equal(finished.code, 1);
    },
  });
}

Deno.test("after every kind of kill, the next run is fine", async () => {
  const finished = await pysandbox(["run", "-c", "print('alive')"]);
  assert.equal(finished.stdout, "alive\n");
  assert.equal(finished.code, 0);
});
