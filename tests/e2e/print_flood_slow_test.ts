/** What was printed is kept, and in its order, however much of it there is and however a program ends. */
import assert from "node:assert/strict";
import { pysandbox, start } from "./command.ts";
import { inBash } from "./in_bash.ts";
import { testWith } from "../needs.ts";

const LINES = 3000;
const FLOOD = `for i in range(${LINES}): print(i)\n`;
const PRINTED = Array.from({ length: LINES }, (_, at) => `${at}\n`).join("");

/** Ways to end after a flood, and their exit codes. */
const ENDS: readonly (readonly [what: string, code: string, exit: number])[] = [
  ["ends", "", 0],
  ["exits", "import sys; sys.exit(3)", 3],
  ["exits at once", "import os; os._exit(4)", 4],
  ["raises", "1 / 0", 1],
  ["aborts", "import os; os.abort()", 139],
  ["traps", "import ctypes; ctypes.string_at(2**32 - 5)", 139],
  ["overflows the engine's stack", "x = ()\nfor _ in range(3_000_000): x = (x,)\nhash(x)", 139],
  ["fills its memory", "x = bytearray(2**30)", 137],
  [
    "computes until it is killed",
    "while True:\n  try:\n    while True: pass\n  except BaseException: pass",
    124,
  ],
  [
    "sleeps until it is killed",
    "import time\nwhile True:\n  try: time.sleep(60)\n  except BaseException: pass",
    124,
  ],
];

for (const [what, code, exit] of ENDS) {
  Deno.test(`a program that prints thousands of lines and then ${what} has printed all of them`, async () => {
    const options = exit === 124 ? ["-t", "1s"] : ["-H", "512"];
    const finished = await pysandbox(["run", ...options, "-c", FLOOD + code]);
    assert.deepEqual([finished.code, finished.stdout], [exit, PRINTED], finished.stderr);
  });
}

Deno.test("what a flood ends with is seen while the program computes, sleeps or waits for input", async () => {
  for (const then of ["while True: pass", "import time; time.sleep(600)", "input()"]) {
    const child = start(["run", "-t", "0", "-c", `${FLOOD}print('the last')\n${then}`]);
    let seen = "";
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    while (!seen.endsWith("the last\n")) {
      const { value, done } = await reader.read();
      assert.ok(!done, `only ${seen.length} characters came`);
      seen += value;
    }
    assert.equal(seen, `${PRINTED}the last\n`);
    child.kill("SIGKILL");
    await Promise.all([reader.cancel(), child.stderr.cancel(), child.stdin.abort(), child.status]);
  }
});

testWith(["bash"], "stdout and stderr stay in the order in which they were written", async () => {
  const code = `import sys
for i in range(${LINES}):
  print(i, file=sys.stderr if i % 3 == 0 else sys.stdout)`;
  const { code: exit, stdout } = await inBash('exec "$@" 2>&1', ["run", "-c", code]);
  assert.deepEqual([exit, stdout], [0, PRINTED]);
});

Deno.test("a server's events have all that was printed, in its order, before the answer", async () => {
  const child = start(["serve-stdio", "-q", "--workers", "1", "--spares", "1"]);
  const writer = child.stdin.getWriter();
  const code = `import sys
for i in range(${LINES}):
  print(i, file=sys.stderr if i % 3 == 0 else sys.stdout)`;
  await writer.write(
    new TextEncoder().encode(`${JSON.stringify({ id: 1, code, stream: true })}\n`),
  );
  await writer.close();
  const { stdout } = await child.output();
  const lines = new TextDecoder().decode(stdout).trim().split("\n").map((line) => JSON.parse(line));
  const answer = lines.at(-1);
  assert.equal(answer.status, "ok");
  const events = lines.slice(0, -1);
  assert.equal(events.map(({ data, text }) => data ?? text).join(""), PRINTED);
});

/** What a flood comes before, each with what stdout has of it. */
const AFTER_A_FLOOD: readonly (readonly [what: string, code: string, said: string])[] = [
  [
    "writes below Python",
    "import os, sys; os.write(1, b'a'); print('b'); sys.stdout.buffer.raw.write(b'c')",
    "ab\nc",
  ],
  [
    "writes bytes",
    "import sys; print(end='a'); sys.stdout.buffer.write(b'b'); print('c')",
    "abc\n",
  ],
  [
    "uses a copy of the descriptor",
    "import os; f = os.dup(1); print('a'); os.write(f, b'b')",
    "a\nb",
  ],
  [
    "leads the descriptor elsewhere for a while",
    `import os
saved = os.dup(1)
print('here')
file = os.open("file", os.O_RDWR | os.O_CREAT)
os.dup2(file, 1)
for i in range(1000):
  print("there", i)
  os.write(saved, b".")
os.dup2(saved, 1)
print("here again", len(open("file").readlines()))`,
    `here\n${".".repeat(1000)}here again 1000\n`,
  ],
  [
    "closes the descriptor",
    `import os, sys
print('open')
os.close(1)
try: print('closed')
except OSError as error: print(error, file=sys.stderr)
os.open("/dev/stdout", os.O_WRONLY)
print('open again')`,
    "open\nopen again\n",
  ],
  [
    "makes the buffer anew",
    `import sys
sys.stdout.flush()
sys.stdout.buffer.__init__(sys.stdout.buffer.raw, 10)
for i in range(300): print("anew", i)
sys.stdout.flush()`,
    Array.from({ length: 300 }, (_, at) => `anew ${at}\n`).join(""),
  ],
  [
    "closes the stream",
    `import sys
print('open')
sys.stdout.close()
sys.stdout = open(1, "w", closefd=False)
for i in range(300): print(i)`,
    `open\n${Array.from({ length: 300 }, (_, at) => `${at}\n`).join("")}`,
  ],
  [
    "wraps the stream in others",
    `import io, sys
sys.stdout = io.TextIOWrapper(sys.stdout.detach(), encoding="utf-8", line_buffering=True)
for i in range(300): print(i)`,
    Array.from({ length: 300 }, (_, at) => `${at}\n`).join(""),
  ],
  [
    "takes back what it has read",
    "import sys; print(end='a'); print(sys.stdin.read(), flush=True)",
    "a\n",
  ],
];

for (const [what, code, said] of AFTER_A_FLOOD) {
  Deno.test(`a program that prints thousands of lines and then ${what} has said all of it in order`, async () => {
    const finished = await pysandbox(["run", "-c", FLOOD + code]);
    assert.deepEqual([finished.code, finished.stdout], [0, PRINTED + said], finished.stderr);
  });
}

Deno.test("a signal's handler may print whenever it comes", async () => {
  const code = `
import signal, sys
ticks = 0
def tick(*_):
  global ticks
  ticks += 1
  sys.stdout.write(f"tick {ticks}\\n")
signal.signal(signal.SIGALRM, tick)
signal.setitimer(signal.ITIMER_REAL, 0.002, 0.002)
printed = 0
while ticks < 40:
  sys.stdout.write(f"line {printed}\\n")
  printed += 1
  if printed % 1000 == 0: sys.stdout.flush()
signal.setitimer(signal.ITIMER_REAL, 0)
print(ticks, printed, file=sys.stderr)
`;
  const finished = await pysandbox(["run", "-c", code]);
  assert.equal(finished.code, 0, finished.stderr);
  const lines = finished.stdout.trimEnd().split("\n");
  const [ticks, printed] = finished.stderr.trim().split(" ").map(Number) as [number, number];
  const numbered = (word: string, from: number, count: number) =>
    Array.from({ length: count }, (_, at) => `${word} ${at + from}`);
  assert.deepEqual(lines.filter((line) => line.startsWith("tick")), numbered("tick", 1, ticks));
  assert.deepEqual(
    lines.filter((line) => line.startsWith("line")),
    numbered("line", 0, printed),
  );
  assert.equal(lines.length, ticks + printed);
});

Deno.test("printing a flood costs less than printing it into memory", async () => {
  // Native Python takes 0.6 times as long, and a sandbox in which each piece is a system call 1.1 times.
  const code = `
import io, sys, time
memory = io.TextIOWrapper(io.BytesIO(), write_through=True)
def printing(file):
  began = time.process_time()
  for i in range(20_000): print(i, file=file)
  return time.process_time() - began
took = {file: [] for file in (sys.stdout, memory)}
for _ in range(6):
  for file in took: took[file].append(printing(file))
flood, other = (min(times) for times in took.values())
print(flood / other, file=sys.stderr)
`;
  const { code: exit, stderr } = await pysandbox(["run", "-c", code]);
  assert.ok(exit === 0 && Number(stderr) < 0.9, stderr);
});
