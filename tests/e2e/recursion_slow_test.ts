/** Recursion and deep structures: what native Python survives is survived, and a RecursionError can always be caught. */
import assert from "node:assert/strict";
import { lacking, tryTest } from "../needs.ts";
import { inBash } from "./in_bash.ts";
import { pysandbox, SMALL_STACK } from "./command.ts";
import type { Served } from "./served.ts";
import { sharing } from "./sharing.ts";

const RAISED = "import sys\nsys.setrecursionlimit(10**6)\n";

/**
 * Programs that recurse without end, in Python and in C: what recurses is caught, and the interpreter lives on. A plain function is in
 * `tests/attacks/crash_caught_recursion.py`.
 */
const ENDLESS: Readonly<Record<string, string>> = {
  "generators": `${RAISED}def down(n): return sum(down(n + 1) for _ in (1,))\ngo = lambda: down(0)`,
  "sorts": `${RAISED}def down(n): return sorted([n], key=down)\ngo = lambda: down(0)`,
  "cached functions": `${RAISED}import functools\ngo = functools.lru_cache(lambda n=0: go(n + 1))`,
  "instances that are called": "class A: pass\nA.__call__ = A()\ngo = lambda: A()()",
  "instances that call themselves":
    `${RAISED}class A:\n  def __call__(self): self()\ngo = lambda: A()()`,
  "__getattr__":
    "class A:\n  def __getattr__(self, name): return getattr(self, name)\ngo = lambda: A().x",
  "__eq__":
    `${RAISED}class A:\n  def __eq__(self, other): return self == other\ngo = lambda: A() == 1`,
  "__repr__": `${RAISED}class A:\n  def __repr__(self): return repr(self)\ngo = lambda: repr(A())`,
  "__hash__":
    `${RAISED}class A:\n  def __hash__(self): return hash((self,))\ngo = lambda: hash(A())`,
  "__instancecheck__":
    "class M(type):\n  def __instancecheck__(c, o): return isinstance(o, c)\nclass A(metaclass=M): pass\ngo = lambda: isinstance(1, A)",
};

/** Expressions that look through what is nested too deeply for the stack. */
const NESTED: Readonly<Record<string, string>> = {
  "repr of lists": "repr(nest(lambda x: [x]))",
  "repr of tuples": "repr(nest(lambda x: (x,)))",
  "str of dicts": "str(nest(lambda x: {1: x}))",
  "a comparison": "nest(lambda x: [x], 0, 300_000) == nest(lambda x: [x], 0, 300_000)",
  "pickle": "__import__('pickle').dumps(nest(lambda x: [x]))",
  "json's reader": "__import__('json').loads('[' * 300_000)",
  "json's reader of objects": "__import__('json').loads('{\"a\":' * 300_000)",
  "compiled calls": "compile('a' + '()' * 100_000, '', 'eval')",
};

/**
 * Ways to make one object of another. A chain of them is freed at once. Nodes, tuples and dicts are in
 * `tests/attacks/crash_freed_chain.py`.
 */
const CHAINS: Readonly<Record<string, readonly [count: number, link: string]>> = {
  "nodes with slots": [400_000, "Slots(it)"],
  "filters": [300_000, "filter(None, it)"],
  "iterators of itertools": [300_000, "itertools.chain(it)"],
  "lists": [1_000_000, "[it]"],
  "functions": [300_000, "(lambda it: lambda: it)(it)"],
  "partial functions": [300_000, "functools.partial(print, it)"],
  "exceptions": [300_000, "Failure(it)"],
  "weakly referenced nodes": [200_000, "watched(it)"],
};

const LINKS = `import functools, itertools, weakref
class Node:
  def __init__(self, it): self.it = it
class Slots:
  __slots__ = 'it',
  def __init__(self, it): self.it = it
class Failure(Exception):
  def __init__(self, it): self.__context__ = it
def watched(it):
  node = Node(it)
  node.reference = weakref.ref(node, lambda reference: None)
  return node
`;

async function expectOutput(code: string, stdout: string) {
  const { code: exit, stdout: said, stderr } = await pysandbox(["run", "-c", code]);
  assert.deepEqual({ exit, said, stderr }, { exit: 0, said: stdout, stderr: "" });
}

/** A test that gets a server, whose jails have room for the deepest of all. */
const test = sharing("--workers", "1", "--spares", "1", "--max-heap", "512");

/** Runs each program in a fresh jail of the server, and expects it to print this. */
async function expectEach(
  server: Served,
  programs: Readonly<Record<string, string>>,
  stdout: string,
): Promise<void> {
  for (const [what, code] of Object.entries(programs)) {
    const { exitCode, stdout: said, stderr } = await server.ask({ code });
    assert.deepEqual({ what, exitCode, said, stderr }, {
      ...{ what, exitCode: 0, said: stdout, stderr: "" },
    });
  }
}

/** The same names with other programs. */
function mapped<T>(
  programs: Readonly<Record<string, T>>,
  change: (program: T, name: string) => string,
): Record<string, string> {
  const changed = Object.entries(programs).map(([name, one]) => [name, change(one, name)] as const);
  return Object.fromEntries(changed);
}

test("endless recursion of any kind is a RecursionError that can be caught, twice", async (server) => {
  const twice = `
for _ in range(2):
  try: go()
  except RecursionError: print('caught')
print('alive')`;
  await expectEach(
    server,
    mapped(ENDLESS, (program) => program + twice),
    "caught\ncaught\nalive\n",
  );
});

/** Programs that look through what is nested too deep. */
function looking(expressions: Readonly<Record<string, string>>): Record<string, string> {
  return mapped(
    expressions,
    (expression) =>
      `${RAISED}
def nest(link, it=0, depth=100_000):
  for _ in range(depth): it = link(it)
  return it
try: ${expression}
except RecursionError: print('caught')
print('alive')`,
  );
}

test("what looks through something nested 100,000 deep or more gets a RecursionError", async (server) => {
  await expectEach(server, looking(NESTED), "caught\nalive\n");
});

test("so does what compiles a sum of 100,000 numbers", async (server) => {
  await expectEach(
    server,
    looking({ sum: "compile('+'.join(['1'] * 100_000), '', 'eval')" }),
    "caught\nalive\n",
  );
}, SMALL_STACK);

test("a chain of hundreds of thousands of objects is freed", async (server) => {
  const programs = mapped(CHAINS, ([count, link], what) =>
    `${LINKS}
it = None${what === "filters" || what.startsWith("iterators") ? " or iter(())" : ""}
for _ in range(${count}): it = ${link}
del it
print('freed')`);
  await expectEach(server, programs, "freed\n");
});

tryTest({
  name: "depths that programs need are within the stack",
  lacks: null,
  elsewhere: SMALL_STACK,
  fn: async () => {
    const code = `${RAISED}
import functools, json
@functools.lru_cache(None)
def count(n): return 0 if n == 0 else count(n - 1) + 1
def total(n): return 0 if n == 0 else sum(total(n - 1) for _ in (1,)) + 1
def nest(n):
  it = 0
  for _ in range(n): it = [it]
  return it
print(count(10_000), total(20_000), len(repr(nest(10_000))))
print(json.dumps(json.loads('[' * 50_000 + ']' * 50_000)) == '[' * 50_000 + ']' * 50_000)`;
    await expectOutput(code, "10000 20000 20001\nTrue\n");
  },
});

Deno.test("a list that is nested too deeply to be shown says so at once", async () => {
  const code = `
import time
it = []
for _ in range(100_000): it = [it]
began = time.process_time()
try: repr(it)
except RecursionError: print('caught', time.process_time() - began < 4)`;
  await expectOutput(code, "caught True\n");
});

tryTest({
  name:
    "with a small stack that cannot be raised, Python gives up recursing before the engine does",
  lacks: lacking(["bash"]),
  elsewhere: Deno.build.os === "linux" ? null : "only on Linux",
  fn: async () => {
    const code =
      "class A: pass\nA.__call__ = A()\ntry: A()()\nexcept RecursionError: print('caught')";
    const { code: exit, stdout, stderr } = await inBash('ulimit -s 8192; exec "$@"', [
      "run",
      "-c",
      code,
    ]);
    assert.deepEqual({ exit, stdout, stderr }, { exit: 0, stdout: "caught\n", stderr: "" });
  },
});
