/** The language at the prompt, in a pseudo-terminal, as CPython 3.14's own prompt has it. */
import assert from "node:assert/strict";
import { belowBanner, Prompt } from "./prompt.ts";
import { testWith } from "../needs.ts";

testWith(["tmux"], "the prompt says whose it is and what the limits are", async () => {
  await using prompt = await Prompt.open(["repl", "--timeout", "5s", "--max-heap", "64"]);
  assert.match(
    await prompt.screen.text(),
    /^pysandbox \d+\.\d+\.\d+: Python 3\.14\.\d+ in a sandbox, 5s a statement, 64MiB of memory\nType "help", "%limits", "%time STATEMENT" or "%reset"; "exit" or Ctrl-D leaves\.\n>>>$/,
  );
});

testWith(
  ["tmux"],
  "values are shown and kept in _, None is not, and several statements stand in a line",
  async () => {
    await using prompt = await Prompt.open();
    await prompt.enter("6 * 7");
    await prompt.enter("_ + 1");
    await prompt.enter("None");
    await prompt.enter("_");
    await prompt.enter("a = 1; b = 2; a + b");
    await prompt.enter("'x'; 'y'");
    await prompt.enter("if True: print('no block')", "");
    assert.equal(
      await prompt.enter("print('no', 'end', end='')"),
      `>>> 6 * 7
42
>>> _ + 1
43
>>> None
>>> _
43
>>> a = 1; b = 2; a + b
3
>>> 'x'; 'y'
'y'
>>> if True: print('no block')
...
no block
>>> print('no', 'end', end='')
no end
>>>`,
    );
  },
);

testWith(["tmux"], "classes, decorators and comprehensions are defined and used", async () => {
  await using prompt = await Prompt.open();
  await prompt.enter("import functools");
  // Lines are indented by the prompt; Backspace takes a level of it back.
  await prompt.screen.type("class C:");
  await prompt.screen.press("Enter");
  await prompt.screen.type("@functools.cached_property");
  await prompt.screen.press("Enter");
  await prompt.screen.type("def n(self):");
  await prompt.screen.press("Enter");
  await prompt.screen.type("return [i * i for i in range(4)]");
  await prompt.enter("", "");
  assert.equal(
    await prompt.enter("C().n"),
    `>>> import functools
>>> class C:
...     @functools.cached_property
...     def n(self):
...         return [i * i for i in range(4)]
...
>>> C().n
[0, 1, 4, 9]
>>>`,
  );
  assert.equal(
    await prompt.answer("@functools.cache", "def twice(n):", "return 2 * n", ""),
    `@functools.cache
... def twice(n):
...     return 2 * n
...
>>>`,
  );
  assert.equal(await prompt.answer("twice(21)"), "twice(21)\n42\n>>>");
});

testWith(
  ["tmux"],
  "await stands at the top level, and tasks go on from statement to statement",
  async () => {
    await using prompt = await Prompt.open();
    await prompt.enter("import asyncio");
    await prompt.enter("async def later(n): await asyncio.sleep(0.01); return n", "");
    await prompt.enter("task = asyncio.ensure_future(later(5)) if await later(1) else None");
    await prompt.enter("await task");
    assert.equal(
      await prompt.enter("[await later(n) for n in range(3)]"),
      `>>> import asyncio
>>> async def later(n): await asyncio.sleep(0.01); return n
...
>>> task = asyncio.ensure_future(later(5)) if await later(1) else None
>>> await task
5
>>> [await later(n) for n in range(3)]
[0, 1, 2]
>>>`,
    );
  },
);

testWith(["tmux"], "warnings are those of CPython's prompt", async () => {
  await using prompt = await Prompt.open();
  await prompt.enter("'x' is 1");
  await prompt.enter("import warnings");
  await prompt.enter("warnings.warn('it is old', DeprecationWarning)");
  await prompt.enter("def f(): warnings.warn('mind this', stacklevel=2)", "");
  assert.equal(
    await prompt.enter("f()"),
    `>>> 'x' is 1
<python-input-0>:1: SyntaxWarning: "is" with 'str' literal. Did you mean "=="?
  'x' is 1
False
>>> import warnings
>>> warnings.warn('it is old', DeprecationWarning)
<python-input-2>:1: DeprecationWarning: it is old
  warnings.warn('it is old', DeprecationWarning)
>>> def f(): warnings.warn('mind this', stacklevel=2)
...
>>> f()
<python-input-4>:1: UserWarning: mind this
  f()
>>>`,
  );
});

testWith(
  ["tmux"],
  "tracebacks have the lines that were typed, with carets, and none of ours",
  async () => {
    await using prompt = await Prompt.open();
    await prompt.enter("def half(n):", "return 1 / n", "");
    await prompt.enter("half(0)");
    await prompt.enter("x = = 1");
    assert.equal(
      await prompt.enter("undefined_name"),
      `>>> def half(n):
...     return 1 / n
...
>>> half(0)
Traceback (most recent call last):
  File "<python-input-1>", line 1, in <module>
    half(0)
    ~~~~^^^
  File "<python-input-0>", line 2, in half
    return 1 / n
           ~~^~~
ZeroDivisionError: division by zero
>>> x = = 1
  File "<python-input-2>", line 1
    x = = 1
        ^
SyntaxError: invalid syntax
>>> undefined_name
Traceback (most recent call last):
  File "<python-input-3>", line 1, in <module>
    undefined_name
NameError: name 'undefined_name' is not defined
>>>`,
    );
  },
);

testWith(
  ["tmux"],
  "input() reads the terminal, and help() is interactive without a pager",
  async () => {
    await using prompt = await Prompt.open();
    await prompt.screen.type("name = input('name? ')");
    await prompt.screen.press("Enter");
    await prompt.screen.endsWith("\nname?");
    await prompt.enter("Ada");
    assert.equal(
      await prompt.enter("name"),
      ">>> name = input('name? ')\nname? Ada\n>>> name\n'Ada'\n>>>",
    );
    assert.equal(
      await prompt.answer("help(len)"),
      `help(len)
Help on built-in function len in module builtins:

len(obj, /)
    Return the number of items in a container.

>>>`,
    );
    await prompt.screen.type("help");
    await prompt.screen.press("Enter");
    await prompt.screen.endsWith("\nhelp>");
    await prompt.screen.type("callable");
    await prompt.screen.press("Enter");
    await prompt.screen.endsWith("__call__() method.\n\nhelp>");
    await prompt.enter("quit");
    assert.equal(await prompt.answer("6 * 7"), "6 * 7\n42\n>>>");
  },
);

testWith(["tmux"], "sys.ps1 and sys.ps2 are what the program makes of them", async () => {
  await using prompt = await Prompt.open();
  await prompt.enter("import sys");
  await prompt.screen.type("sys.ps1, sys.ps2 = 'in> ', 'more> '");
  await prompt.screen.press("Enter");
  await prompt.screen.endsWith("\nin>");
  await prompt.screen.type("(1 +");
  await prompt.screen.press("Enter");
  await prompt.screen.endsWith("\nmore>");
  await prompt.screen.type("1)");
  await prompt.screen.press("Enter");
  assert.equal(
    belowBanner(await prompt.screen.endsWith("\nin>")),
    ">>> import sys\n>>> sys.ps1, sys.ps2 = 'in> ', 'more> '\nin> (1 +\nmore> 1)\n2\nin>",
  );
});

for (
  const [statement, status] of [
    ["exit", 0],
    ["quit", 0],
    ["exit()", 0],
    ["quit(4)", 4],
    ["import sys; sys.exit(300)", 300 % 256],
    ["raise SystemExit('said')", 1],
    ["import os; os._exit(3)", 3],
  ] as const
) {
  testWith(
    ["tmux"],
    `'${statement}' leaves with ${status}, and the terminal is as it was`,
    async () => {
      await using prompt = await Prompt.open();
      assert.equal(await prompt.leave(statement), `status ${status} icanon`);
    },
  );
}

testWith(
  ["tmux"],
  "Ctrl-D leaves with 0 after a failure too, and a name that is called exit is a name",
  async () => {
    await using prompt = await Prompt.open();
    await prompt.enter("exit = 'a name'");
    assert.equal(await prompt.answer("exit"), "exit\n'a name'\n>>>");
    await prompt.enter("1/0");
    await prompt.screen.press("C-d");
    await prompt.screen.endsWith("\n>>>\nstatus 0 icanon");
  },
);
