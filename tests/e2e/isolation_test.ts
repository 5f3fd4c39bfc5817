/** Each run starts from the same image and is a run of its own: nothing frozen shows, nothing is left over. */
import assert from "node:assert/strict";
import { pysandbox } from "./command.ts";

async function printed(code: string, args: string[] = []): Promise<string> {
  const finished = await pysandbox(["run", ...args, "-c", code]);
  assert.equal(finished.stderr, "");
  assert.equal(finished.code, 0);
  return finished.stdout;
}

const DIFFERS: Record<string, string> = {
  "random.random()": "import random; print(random.random())",
  "random.Random().random()": "import random; print(random.Random().random())",
  "uuid.uuid1()": "import uuid; print(uuid.uuid1())",
  "uuid.uuid4()": "import uuid; print(uuid.uuid4())",
  "uuid.uuid7()": "import uuid; print(uuid.uuid7())",
  "uuid.getnode()": "import uuid; print(uuid.getnode())",
  "secrets.token_hex()": "import secrets; print(secrets.token_hex())",
  "tempfile.mktemp()": "import tempfile; print(tempfile.mktemp())",
  "tempfile.mkdtemp()": "import tempfile; print(tempfile.mkdtemp())",
  "os.urandom()": "import os; print(os.urandom(16).hex())",
  "time.time_ns()": "import time; print(time.time_ns())",
  "numbers that sqlite3 draws":
    "import sqlite3; print(sqlite3.connect('').execute('select random()').fetchone())",
};

Deno.test("two runs differ in all that is random or of the moment", async (t) => {
  const all = Object.values(DIFFERS).join("\n");
  // One after the other: the clock ticks once a millisecond.
  const [first, second] = [await printed(all), await printed(all)].map((text) => text.split("\n"));
  assert.equal(first!.length, Object.keys(DIFFERS).length + 1);
  for (const [at, what] of Object.keys(DIFFERS).entries()) {
    await t.step(what, () => assert.notEqual(first![at], second![at]));
  }
});

Deno.test("clocks are the host's, and logging counts from the start of the run", async () => {
  const before = Date.now() / 1000;
  const code =
    "import time, datetime, logging\nprint(time.time(), datetime.datetime.now().timestamp(), " +
    "logging.LogRecord('', 0, '', 0, '', (), None).relativeCreated)";
  const [time, now, relative] = (await printed(code)).split(" ").map(Number) as [
    number,
    number,
    number,
  ];
  const after = Date.now() / 1000;
  assert.ok(before - 1 <= time && time <= after + 1);
  assert.ok(before - 1 <= now && now <= after + 1);
  assert.ok(0 <= relative && relative < 10_000, `${relative} ms since logging began`);
});

Deno.test("a run leaves no file, variable or module for the next", async () => {
  const leave =
    "import os, sys, builtins\nopen('/tmp/left', 'w').write('x')\nopen('left.py', 'w').write('x = 1')\n" +
    "os.environ['LEFT'] = '1'\nbuiltins.left = 1\nprint('ok')";
  assert.equal(await printed(leave), "ok\n");
  const look = "import os, builtins, importlib.util\n" +
    "print(os.path.exists('/tmp/left'), 'LEFT' in os.environ, hasattr(builtins, 'left'), importlib.util.find_spec('left'))";
  assert.equal(await printed(look), "False False False None\n");
});

Deno.test("the program sees nothing of the host: folders, names, paths, variables", async () => {
  const code = "import os, sys, platform, getpass, time\n" +
    "print(os.getcwd(), sorted(os.listdir('/')), dict(os.environ), sys.executable, sys.orig_argv[0], time.tzname)\n" +
    "print(platform.node(), sys.platform, os.getuid(), os.cpu_count(), os.path.exists('/etc/passwd'), os.listdir('.'))";
  assert.equal(
    await printed(code),
    "/home/sandbox ['dev', 'home', 'lib', 'proc', 'tmp'] {'HOME': '/home/sandbox'} /usr/bin/python3 /usr/bin/python3 ('UTC', 'UTC')\n" +
      "emscripten emscripten 0 1 False []\n",
  );
});

Deno.test("ordinary programs find nothing odd: no trace of pysandbox or Pyodide among the modules", async () => {
  const code =
    "import sys\nprint([m for m in sys.modules if 'pyodide' in m or 'sandbox' in m or m == 'js'])\n" +
    "print(sorted(k for k in globals() if k != 'sys'))\nprint(sys.meta_path)";
  assert.equal(
    await printed(code),
    "[]\n['__builtins__', '__doc__', '__loader__', '__name__', '__package__', '__spec__']\n" +
      "[<class '_frozen_importlib.BuiltinImporter'>, <class '_frozen_importlib.FrozenImporter'>, " +
      "<class '_frozen_importlib_external.PathFinder'>]\n",
  );
});

Deno.test("four runs at once do not disturb each other", async () => {
  const runs = Array.from({ length: 4 }, (_, i) => printed(`print(sum(range(${i})))`));
  const expected = Array.from({ length: 4 }, (_, i) => `${i * (i - 1) / 2}\n`);
  assert.deepEqual(await Promise.all(runs), expected);
});
