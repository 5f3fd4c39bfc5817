/** A program runs as CPython would run it: names, statuses, tracebacks, the end of the process. */
import assert from "node:assert/strict";
import { pysandbox } from "./command.ts";
import { forking } from "./forking.ts";

interface Expected {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code?: number;
}

const test = forking();

function program(name: string, code: string, expected: Expected): void {
  test(name, async (run) => {
    const finished = await run(["-c", code]);
    assert.equal(finished.stderr, expected.stderr ?? "");
    assert.equal(finished.stdout, expected.stdout ?? "");
    assert.equal(finished.code, expected.code ?? 0);
  });
}

program("sys.exit(n) is the exit status", "import sys; sys.exit(42)", { code: 42 });
program("the exit status is a byte", "import sys; sys.exit(256 + 7)", { code: 7 });
program("sys.exit(text) prints it and exits with 1", "import sys; sys.exit('bye')", {
  code: 1,
  stderr: "bye\n",
});
program("sys.exit() is success", "import sys; sys.exit()", {});
program(
  "os._exit ends at once",
  "import os, atexit\natexit.register(print, 'never')\nos._exit(3)",
  {
    code: 3,
  },
);

program("a syntax error shows the line and the place", "x = (1,\ny = 2", {
  code: 1,
  stderr:
    "  File \"<string>\", line 1\n    x = (1,\n        ^\nSyntaxError: '(' was never closed\n",
});

program(
  "chained exceptions are shown as in CPython",
  "try:\n    {}['k']\nexcept KeyError as e:\n    raise ValueError('bad') from e",
  {
    code: 1,
    stderr: 'Traceback (most recent call last):\n  File "<string>", line 2, in <module>\n' +
      "    {}['k']\n    ~~^^^^^\nKeyError: 'k'\n\n" +
      "The above exception was the direct cause of the following exception:\n\n" +
      'Traceback (most recent call last):\n  File "<string>", line 4, in <module>\n' +
      "    raise ValueError('bad') from e\nValueError: bad\n",
  },
);

program(
  "a program's own excepthook is asked",
  "import sys\nsys.excepthook = lambda *a: print('mine', a[0])\n1/0",
  {
    code: 1,
    stdout: "mine <class 'ZeroDivisionError'>\n",
  },
);

program(
  "atexit handlers run in reverse, then finalizers of what is left",
  "import atexit\nclass A:\n  def __del__(self): print('del')\na = A()\n" +
    "atexit.register(print, 'first')\natexit.register(print, 'second')\nprint('end')",
  { stdout: "end\nsecond\nfirst\ndel\n" },
);

test("an uncaught exception in an atexit handler is shown, and changes no status", async (run) => {
  const code = "import atexit\n@atexit.register\ndef f(): raise ValueError('late')\nprint('end')";
  const finished = await run(["-c", code]);
  assert.equal(finished.stdout, "end\n");
  assert.equal(
    finished.stderr.replace(/0x[0-9a-f]+/, "0x"),
    "Exception ignored in atexit callback <function f at 0x>:\n" +
      'Traceback (most recent call last):\n  File "<string>", line 3, in f\nValueError: late\n',
  );
  assert.equal(finished.code, 0);
});

program(
  "asyncio.run, gather and timeouts work",
  "import asyncio\nasync def f(n):\n  await asyncio.sleep(0.01 * n)\n  return n\nasync def main():\n" +
    "  print(await asyncio.gather(f(2), f(1)))\n  try:\n    async with asyncio.timeout(0.05): await asyncio.sleep(9)\n" +
    "  except TimeoutError: print('timeout')\nasyncio.run(main())",
  { stdout: "[2, 1]\ntimeout\n" },
);

program(
  "top-level await works, beside asyncio.run",
  "import asyncio\nasync def f(n): return n\nx = await f(1)\nprint(x, asyncio.run(f(2)))\n" +
    "async with asyncio.timeout(1): print('within')\nprint([await f(i) for i in range(3)])",
  { stdout: "1 2\nwithin\n[0, 1, 2]\n" },
);

program(
  "future statements hold for a whole program with top-level await",
  "from __future__ import annotations\nasync def f(): return 1\nawait f()\ndef g(x: Missing): pass\nprint(g.__annotations__)",
  { stdout: "{'x': 'Missing'}\n" },
);

program("a module docstring is __doc__", "'''about'''\nprint(__doc__)", { stdout: "about\n" });
program(
  "dataclasses and pickling find the program's own classes",
  "import dataclasses, pickle\n@dataclasses.dataclass\nclass P:\n  x: int\nprint(pickle.loads(pickle.dumps(P(1))))",
  { stdout: "P(x=1)\n" },
);
program(
  "inspect finds the source of a program given with -c",
  "import inspect\ndef f():\n    return 1\nprint(inspect.getsource(f), end='')",
  { stdout: "def f():\n    return 1\n" },
);

Deno.test("a script's name is in its tracebacks as the user wrote it, and it can read itself", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/sub`);
    await Deno.writeTextFile(
      `${folder}/sub/prog.py`,
      "print(open(__file__).read().count('\\n'))\ndef f():\n    1/0\nf()\n",
    );
    const finished = await pysandbox(["run", "sub/prog.py"], { cwd: folder });
    assert.equal(finished.stdout, "4\n");
    assert.equal(
      finished.stderr,
      'Traceback (most recent call last):\n  File "sub/prog.py", line 4, in <module>\n    f()\n    ~^^\n' +
        '  File "sub/prog.py", line 3, in f\n    1/0\n    ~^~\nZeroDivisionError: division by zero\n',
    );
    assert.equal(finished.code, 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a source's encoding is the one that its first lines declare", async () => {
  const source = new Uint8Array([...new TextEncoder().encode("# coding: latin-1\nprint('"), 0xE9]
    .concat([...new TextEncoder().encode("')\n")]));
  const finished = await pysandbox(["run", "-"], { stdin: source });
  assert.equal(finished.stdout, "\u00e9\n");
});

Deno.test("a source that is no UTF-8 is a syntax error, not ours", async () => {
  const finished = await pysandbox(["run", "-"], { stdin: new Uint8Array([0x70, 0xFF, 0x0A]) });
  assert.match(
    finished.stderr,
    /^ {2}File "<stdin>", line 1\n[\s\S]*\nSyntaxError: Non-UTF-8 code starting with '\\xff' on line 1/,
  );
  assert.equal(finished.code, 1);
});

test("a source with a null byte is a syntax error with its file and line", async (run) => {
  for (
    const [source, line, shown] of [
      ["1\n2\0\n", 2, "2"],
      ["\0", 1, ""],
      ['"""\0"""', 1, '"""'],
      ["# a comment\n\n# \0 another", 3, "# "],
    ] as const
  ) {
    const { code, stdout, stderr } = await run(["-"], { stdin: source });
    const lines = stderr.split("\n");
    assert.deepEqual([code, stdout, lines[0]], [1, "", `  File "<stdin>", line ${line}`]);
    assert.deepEqual(lines.slice(1, -2), [`    ${shown}`]);
    assert.equal(lines.at(-2), "SyntaxError: source code cannot contain null bytes");
  }
});

Deno.test("so it is in a file, and what a program compiles itself names neither, as in CPython", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/nul.py`, "print(1)\n\0print(2)\n");
  const script = await pysandbox(["run", "nul.py"], { cwd: folder });
  assert.deepEqual([script.code, script.stdout, script.stderr], [
    1,
    "",
    '  File "nul.py", line 2\n    \nSyntaxError: source code cannot contain null bytes\n',
  ]);
  const code = `
import ast, runpy
ways = {
  "exec": lambda: exec(open("nul.py").read()), "eval": lambda: eval("1\\0"), "compile": lambda: compile(b"a\\0", "f", "exec"),
  "parse": lambda: ast.parse("a\\0"), "import": lambda: __import__("nul"), "path": lambda: runpy.run_path("nul.py"),
}
for name, way in ways.items():
  try: way()
  except SyntaxError as error: print(name, error, error.filename, error.lineno)
`;
  const own = await pysandbox(["run", "-f", "nul.py", "-c", code], { cwd: folder });
  const said = "source code string cannot contain null bytes None None";
  assert.deepEqual([own.code, own.stdout], [
    0,
    ["exec", "eval", "compile", "parse", "import", "path"].map((name) => `${name} ${said}\n`)
      .join(""),
  ], own.stderr);
  await Deno.remove(folder, { recursive: true });
});
