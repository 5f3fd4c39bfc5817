/** Programs that put something in the place of their streams, or of what prints their exceptions, which does not work. */
import assert from "node:assert/strict";
import { pysandbox } from "./command.ts";
import { transcript } from "./programs/transcript.ts";
import { sharing } from "./sharing.ts";

const FAILS = "type('F', (), {'write': lambda s, t: len(t), 'flush': lambda s: 1 / 0})()";

const ENDS: readonly (readonly [what: string, code: string, shown: string])[] = [
  [
    "a stream that cannot be flushed is said, and is the status",
    `import sys; sys.stdout = ${FAILS}`,
    '[stderr]\nException ignored while flushing sys.stdout:\nTraceback (most recent call last):\n  File "<string>", line 1, in <lambda>\n' +
    "ZeroDivisionError: division by zero\n[exit 120]\n",
  ],
  [
    "so is what is no stream, whatever the program leaves with",
    "import sys; sys.stdout = 5; sys.exit(3)",
    "[stderr]\nException ignored while flushing sys.stdout:\nAttributeError: 'int' object has no attribute 'flush'\n[exit 120]\n",
  ],
  [
    "of a broken stderr nothing can be said",
    `import sys; sys.stderr = ${FAILS}`,
    "[stderr]\n[exit 120]\n",
  ],
  [
    "streams that are closed, or none, are no failure",
    "import sys; sys.stdout.close(); sys.stderr = None",
    "[stderr]\n[exit 0]\n",
  ],
  [
    "what stands behind the stream at last is not asked whether it can be flushed",
    `import sys; sys.__stdout__ = ${FAILS}; print('said')`,
    "said\n[stderr]\n[exit 0]\n",
  ],
  [
    "nor is a stream whose buffer another one has taken",
    "import io, sys; sys.stdout = io.TextIOWrapper(sys.stdout.detach()); print('said')",
    "said\n[stderr]\n[exit 0]\n",
  ],
  [
    "what a program leaves with is said without its stderr as well",
    "import sys; sys.stderr = None; sys.exit('why')",
    "[stderr]\nwhy\n[exit 1]\n",
  ],
  [
    "a hook for exceptions that leaves has its own status",
    "import sys; sys.excepthook = lambda *_: sys.exit(7)\n1 / 0",
    "[stderr]\n[exit 7]\n",
  ],
  [
    "one that leaves with a text has it shown",
    "import sys; sys.excepthook = lambda *_: sys.exit('gone')\n1 / 0",
    "[stderr]\ngone\n[exit 1]\n",
  ],
  [
    "one that is no function is said before the exception",
    "import sys; sys.excepthook = None\nraise ValueError(1) from None",
    "[stderr]\nError in sys.excepthook:\nTypeError: 'NoneType' object is not callable\n\nOriginal exception was:\n" +
    'Traceback (most recent call last):\n  File "<string>", line 2, in <module>\n    raise ValueError(1) from None\nValueError: 1\n[exit 1]\n',
  ],
  [
    "where there is none, the exception is shown all the same",
    "import sys; del sys.excepthook\nraise ValueError(1)",
    '[stderr]\nsys.excepthook is missing\nTraceback (most recent call last):\n  File "<string>", line 2, in <module>\n    raise ValueError(1)\nValueError: 1\n[exit 1]\n',
  ],
  [
    "an exception that leaves when its cause is looked at is shown",
    "class Odd(Exception):\n    @property\n    def __cause__(self): raise SystemExit(0)\n    __context__ = __cause__\nraise Odd('c')",
    '[stderr]\nTraceback (most recent call last):\n  File "<string>", line 5, in <module>\nOdd: c\n[exit 1]\n',
  ],
  [
    "an exception under the largest limit of recursion is shown",
    "import sys; sys.setrecursionlimit(2**31 - 1)\nraise ValueError(1)",
    '[stderr]\nTraceback (most recent call last):\n  File "<string>", line 2, in <module>\n    raise ValueError(1)\nValueError: 1\n[exit 1]\n',
  ],
  [
    "an exception without a text is shown",
    "class Odd(Exception):\n    def __str__(self): raise SystemExit(0)\nraise Odd",
    '[stderr]\nTraceback (most recent call last):\n  File "<string>", line 3, in <module>\n    raise Odd\nOdd: <exception str() failed>\n[exit 1]\n',
  ],
  [
    "no frame is above a program's own, and none of ours below it",
    "import sys, traceback, inspect, warnings\nprint(len(inspect.stack()), sys._getframe().f_back)\ntraceback.print_stack(file=sys.stdout)\n" +
    "calls = []\nsys.setprofile(lambda f, e, a: calls.append(f.f_code.co_filename))\nlen('')\nsys.setprofile(None)\nprint(set(calls))\n" +
    "import time\nsys.settrace(lambda f, e, a: print(f.f_code.co_filename, e))\n(lambda: 0)()\ntime.sleep(0)\nsys.settrace(None)\n" +
    "try: time.sleep(-1)\nexcept ValueError: traceback.print_exc(file=sys.stdout)",
    '1 None\n  File "<string>", line 3, in <module>\n    traceback.print_stack(file=sys.stdout)\n' +
    "{'<string>'}\n<string> call\nTraceback (most recent call last):\n  File \"<string>\", line 14, in <module>\n    try: time.sleep(-1)\n" +
    "         ~~~~~~~~~~^^^^\nValueError: sleep length must be non-negative\n[stderr]\n[exit 0]\n",
  ],
];

const test = sharing("--workers", "1", "--spares", "1");

test("programs whose streams or hooks do not work end as in CPython, and say so", async (server) => {
  for (const [what, code, shown] of ENDS) {
    const { stdout, stderr, exitCode } = await server.ask({ code });
    assert.equal(transcript(String(stdout), String(stderr), Number(exitCode)), shown, what);
  }
});

Deno.test("so do those of run", async () => {
  const [, code, shown] = ENDS[0]!;
  const { stdout, stderr, code: status } = await pysandbox(["run", "-c", code]);
  assert.equal(transcript(stdout, stderr, status), shown);
});

const BREAKS = [
  "import sys\nclass Tee:\n    def __init__(self, stream): self.stream = stream\n" +
  "    def write(self, text): self.stream.write(text)\nsys.stdout = sys.stderr = Tee(sys.stdout)\nprint(1)",
  "import sys; sys.stdout = 5; sys.stderr = object()",
  `import sys; sys.stdout = sys.stderr = sys.stdin = ${FAILS}`,
  "import sys; del sys.stdout, sys.stderr, sys.stdin, sys.__stdin__, sys.__stdout__, sys.__stderr__",
  "import sys; sys.stdout.close(); sys.stderr.close(); sys.stdin.close()",
  "import sys; sys.argv = None; sys.excepthook = 5; del sys.modules['__main__']",
  "import sys\nclass Leaves:\n    closed = property(lambda self: sys.exit(3))\nsys.stdout = Leaves()",
];

test("a session outlives whatever stands in the place of its streams", async (server) => {
  for (const [at, code] of BREAKS.entries()) {
    const session = String(at);
    await server.ask({ session, code: "kept = 40" });
    await server.ask({ session, code });
    await server.ask({ session, code: "1 / 0", args: ["again"] });
    const { output, status } = await server.ask({ session, code: "kept + 2" });
    assert.deepEqual([code, output, status], [code, 42, "ok"]);
  }
});

Deno.test("statements from a pipe go on, whatever stands in the place of their streams", async () => {
  for (const code of BREAKS) {
    const stdin = `kept = 40\nexec(${JSON.stringify(code)})\n` +
      "import os; os.write(1, b'%d' % (kept + 2)) and None\n";
    const { stdout, code: status } = await pysandbox(["repl"], { stdin });
    assert.deepEqual([code, stdout.slice(-2), status], [code, "42", 0]);
  }
});

test("a profiler or tracer that is left on changes nothing about how a program ends", async (server) => {
  for (const hook of ["setprofile", "settrace"]) {
    const set = `import sys\nsys.${hook}(lambda *_: None)\n`;
    for (
      const [code, status, last] of [
        ["print(1)", 0, ""],
        ["sys.exit('left')", 1, "left"],
        ["1 / 0", 1, "ZeroDivisionError: division by zero"],
        ["def f(): f()\nf()", 1, "RecursionError: maximum recursion depth exceeded"],
      ] as const
    ) {
      const ended = await server.ask({ code: set + code });
      assert.deepEqual([code, ended.exitCode, String(ended.stderr).trimEnd().split("\n").at(-1)], [
        ...[code, status, last],
      ]);
    }
  }
});
