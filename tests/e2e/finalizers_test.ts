/** What a program leaves is let go of at its end as CPython does: when, in which order, and whether it can still be heard. */
import assert from "node:assert/strict";
import { pysandbox } from "./command.ts";

const LEFT = `
class Left:
  def __init__(self, name): self.name = name
  def __del__(self): print("del", self.name)
left, _left = Left("left"), Left("_left")
`;

/** What holds the names of a program beyond its module, and what native Python prints at the end. */
const HOLDERS: readonly (readonly [what: string, code: string, printed: string])[] = [
  ["nothing", "", "del left\ndel _left\n"],
  [
    "a module that CPython lets go of early",
    "import json; json.JSONEncoder.default = lambda self, value: 1",
    "del left\ndel _left\n",
  ],
  ["the builtins", "import builtins; builtins.helper = lambda: left", "del left\ndel _left\n"],
  ["threading's hook", "import threading; threading.excepthook = lambda args: 1", ""],
  ["the hook for exceptions", "import sys; sys.excepthook = lambda *args: 1", ""],
  [
    "a handler of logging",
    "import logging; logging.getLogger().addFilter(lambda record: True)",
    "",
  ],
  ["a stream", "import sys; sys.stdout.helper = lambda: 1", ""],
  [
    "an object that is threading's hook",
    'import threading; threading.excepthook = Left("hook")',
    "del hook\n",
  ],
  [
    "somebody who has the module",
    'import sys; sys.helper = sys.modules["__main__"]',
    "del _left\ndel left\n",
  ],
];

for (const [what, code, printed] of HOLDERS) {
  Deno.test(`a program whose names are held by ${what} says at its end what it says natively`, async () => {
    const finished = await pysandbox(["run", "-c", LEFT + code]);
    assert.deepEqual([finished.code, finished.stdout, finished.stderr], [0, printed, ""]);
  });
}

Deno.test("what is said at the end of a finalizer that raises has no lines of the program, as in CPython", async () => {
  const folder = await Deno.makeTempDir();
  const code = `import traceback
class Bad:
  def __del__(self):
    try: 1 / 0
    except ZeroDivisionError: traceback.print_exc()
    raise ValueError("del")
bad = Bad()
bad.self = bad
Bad()
print("end")
`;
  await Deno.writeTextFile(`${folder}/bad.py`, code);
  const finished = await pysandbox(["run", "bad.py"], { cwd: folder });
  const during = (shown: string, raised: string) =>
    `Traceback (most recent call last):\n  File "bad.py", line 4, in __del__\n${shown}` +
    "ZeroDivisionError: division by zero\n" +
    "Exception ignored while calling deallocator <function Bad.__del__ at 0x>:\n" +
    `Traceback (most recent call last):\n  File "bad.py", line 6, in __del__\n${raised}ValueError: del\n`;
  assert.equal(
    finished.stderr.replaceAll(/0x[0-9a-f]+/g, "0x"),
    during("    try: 1 / 0\n         ~~^~~\n", '    raise ValueError("del")\n') + during("", ""),
  );
  assert.deepEqual([finished.code, finished.stdout], [0, "end\n"]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("modules that a program has imported let go of what they hold: files are whole", async () => {
  const folder = await Deno.makeTempDir();
  const helper = `class Held:
  def __del__(self): print("del")
held = Held()
file = open("left.txt", "w")
file.write("text")
`;
  await Deno.writeTextFile(`${folder}/helper.py`, helper);
  const words = ["run", "-f", "helper.py", "-o", "out", "-c", "import helper"];
  const finished = await pysandbox(words, { cwd: folder });
  assert.deepEqual([finished.code, finished.stdout, finished.stderr], [0, "del\n", ""]);
  assert.equal(await Deno.readTextFile(`${folder}/out/left.txt`), "text");
  await Deno.remove(folder, { recursive: true });
});
