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
