/** Long tracebacks: the text is CPython's own, and takes no longer to print than a person waits. */
import assert from "node:assert/strict";
import { pysandbox } from "./command.ts";
import { Served } from "./served.ts";

/** A hook of the program's own, that does what CPython does: frame by frame. */
const OWN_HOOK = "sys.excepthook = lambda *args, hook=sys.excepthook: hook(*args)";

const START = `import sys
HOOK
sys.setrecursionlimit(10**5)
def down(n):
  if n == 0: return fail()
  return down(n - 1)
def one(n):
  if n == 0:
    fail()
  return (other(n - 1) +
    1)
def other(n): return sum(one(n - 1) for _ in (1,))
def alike(n):
  if n == 0: fail()
  return alike(n - 1) if n % 2 else [alike(n - 1)]
`;

/** Ways to end with a long traceback. */
const ENDS: Readonly<Record<string, string>> = {
  "one function": "def fail(): 1 / 0\ndown(520)",
  "functions in turn": "def fail(): 1 / 0\none(520)",
  "calls in different places": "def fail(): 1 / 0\nalike(521)",
  "what is compiled at each level":
    "def fail(): 1 / 0\ndef each(n): return eval('each(n - 1)') if n else fail()\neach(300)",
  "what is compiled and differs at each level":
    "def fail(): 1 / 0\ndef each(n): return eval(f'each({n} - 1)') if n else fail()\neach(300)",
  "a misspelt name": "def fail(): dwon\ndown(520)",
  "a syntax error": "def fail(): compile('1 +* 2', 'f.py', 'exec')\ndown(520)",
  "an exception with notes":
    "def fail():\n  e = ValueError('a\\nb')\n  e.add_note('noted')\n  raise e\ndown(520)",
  "an exception in a handler":
    "def fail(): 1 / 0\ntry: down(520)\nexcept ZeroDivisionError: down(510)",
  "an exception of another":
    "def fail(): 1 / 0\ntry: one(510)\nexcept ZeroDivisionError as e: raise OSError(2, 'x') from e",
  "an exception that hides another":
    "def fail(): 1 / 0\ntry: down(510)\nexcept ZeroDivisionError: raise KeyError(1) from None",
  "a group": `
def fail(): 1 / 0
def caught(n):
  try: down(n)
  except ZeroDivisionError as e: return e
raise ExceptionGroup('both', [caught(510), caught(3), ValueError()])`,
  "a limit of the program's": "sys.tracebacklimit = 3\ndef fail(): 1 / 0\ndown(520)",
};

Deno.test("a long traceback of any kind is the one that CPython prints", async () => {
  await using server = new Served("--workers", "2", "--spares", "1");
  for (const [what, end] of Object.entries(ENDS)) {
    const hooks = ["", OWN_HOOK];
    const [ours, pythons] = await server.askAll(
      hooks.map((hook) => ({ code: START.replace("HOOK", hook) + end })),
    );
    const stderr = String(ours!.stderr);
    assert.equal(stderr, pythons!.stderr, what);
    assert.ok(stderr.startsWith(end.includes("Group") ? "  + " : "Traceback"), stderr);
    assert.deepEqual([what, ours!.exitCode, ours!.stdout], [what, 1, ""]);
  }
});

Deno.test("so is that of run", async () => {
  const code = START.replace("HOOK", "") + ENDS["one function"];
  const { stderr, code: exit } = await pysandbox(["run", "-c", code]);
  const lines = stderr.split("\n");
  assert.equal(lines[0], "Traceback (most recent call last):");
  assert.match(stderr, /\[Previous line repeated 51\d more times\]\n/);
  assert.deepEqual([exit, lines.at(-2)], [1, "ZeroDivisionError: division by zero"]);
});

Deno.test("the traceback of a recursion that ends with the stack is whole, and there within seconds", async () => {
  const code = `import sys
sys.setrecursionlimit(10**6)
def down(n):
  return sum(down(n + 1) for _ in (1,))
down(0)`;
  const { code: exit, stdout } = await pysandbox(["run", "--json", "-t", "60s", "-c", code]);
  const { status, stderr, claimed, stats } = JSON.parse(stdout);
  assert.deepEqual([exit, status], [1, "error"]);
  const lines = stderr.split("\n");
  assert.ok(lines.length > 50_000, `${lines.length} lines`);
  assert.match(lines.at(-2), /^RecursionError: Stack overflow \(used \d+ kB\)$/);
  assert.equal(claimed.error.type, "RecursionError");
  assert.equal(claimed.error.line, 4);
  assert.equal(claimed.error.traceback, stderr.slice(0, 64 * 1024));
  assert.ok(stats.cpuMs < 4000, `took ${stats.cpuMs} ms of processor time`);
});

Deno.test("so is that of code that is compiled at each level", async () => {
  const code = "import sys\nsys.setrecursionlimit(10**6)\n" +
    "def each(n): return eval('each(n - 1)') if n else 1 / 0\neach(3000)";
  const { stdout } = await pysandbox(["run", "--json", "-t", "60s", "-c", code]);
  const { stderr, stats } = JSON.parse(stdout);
  assert.ok(stderr.split("\n").length > 9000, stderr.slice(0, 500));
  assert.match(stderr, /\nZeroDivisionError: division by zero\n$/);
  assert.ok(stats.cpuMs < 1500, `took ${stats.cpuMs} ms of processor time`);
});

Deno.test("where memory ends in a deep recursion, its traceback is there", async () => {
  const code = `import sys
sys.setrecursionlimit(2**31 - 1)
def down(n):
  return [down(n + 1)]
down(0)`;
  const { code: exit, stderr } = await pysandbox(["run", "-H", "64", "-t", "60s", "-c", code]);
  assert.match(
    stderr,
    /^Traceback \(most recent call last\):\n {2}File "<string>", line 5, in <module>\n {4}down\(0\)\n {4}~~~~\^\^\^\n( {2}File "<string>", line 4, in down\n.*\n.*\n){3} {2}\[Previous line repeated \d+ more times\]\nMemoryError\npysandbox: out of memory/,
  );
  assert.equal(exit, 137);
});
