/** Limits at the real prompt: each is of one statement, and the names outlast it wherever they can. */
import assert from "node:assert/strict";
import { saysWhereItWas, untilHeeded } from "./command.ts";
import { belowBanner, Prompt } from "./prompt.ts";
import { testWith } from "../needs.ts";

const TRACEBACK_OF_LOOP = `Traceback (most recent call last):
  File "<python-input-1>", line 1, in <module>
    while True: pass
                ^^^^
KeyboardInterrupt
`;

testWith(["tmux"], "a statement that takes too long is stopped and keeps the names", async () => {
  const shown = await untilHeeded(async () => {
    await using prompt = await Prompt.open(["repl", "--timeout", "500ms"]);
    await prompt.enter("x = 41");
    await prompt.enter("while True: pass", "");
    return await prompt.enter("x + 1");
  }, (shown) => saysWhereItWas(shown) && !shown.includes("its names are gone"));
  assert.equal(
    shown,
    `>>> x = 41
>>> while True: pass
...
${TRACEBACK_OF_LOOP}pysandbox: timed out after 500ms (--timeout)
>>> x + 1
42
>>>`,
  );
});

testWith(["tmux"], "the time is of each statement, not of all", async () => {
  await using prompt = await Prompt.open(["repl", "--timeout", "4s"]);
  await prompt.enter("import time");
  for (let count = 0; count < 3; count++) await prompt.enter("time.sleep(1.5)");
  assert.equal(await prompt.answer("'on'"), "'on'\n'on'\n>>>");
});

testWith(["tmux"], "the time that a person takes to answer is not the statement's", async () => {
  await using prompt = await Prompt.open(["repl", "--timeout", "1s"]);
  await prompt.screen.type("name = input('name? ')");
  await prompt.screen.press("Enter");
  await prompt.screen.endsWith("\nname?");
  await new Promise((resolve) => setTimeout(resolve, 2500));
  await prompt.enter("Ada");
  assert.equal(await prompt.answer("name"), "name\n'Ada'\n>>>");
});

/** A statement that reads, and does `then` where Ctrl-C ends that. */
const interrupted = (then: string) =>
  `exec("import time\\ntry:\\n input('? ')\\nexcept KeyboardInterrupt:\\n ${then}")`;

testWith(
  ["tmux"],
  "the time of a statement goes on where Ctrl-C ended its wait for an answer, though nobody has answered",
  async () => {
    for (const then of ["while True: pass", "time.sleep(30)", "while True: time.sleep(0.01)"]) {
      await using prompt = await Prompt.open(["repl", "--timeout", "500ms"]);
      await prompt.screen.type(`kept = 41; ${interrupted(then)}`);
      await prompt.screen.press("Enter");
      await prompt.screen.endsWith("\n?");
      await prompt.screen.press("C-c");
      assert.match(
        belowBanner(await prompt.screen.endsWith("\n>>>")),
        /\nKeyboardInterrupt\npysandbox: timed out after 500ms \(--timeout\)\n>>>$/,
      );
      assert.equal(await prompt.answer("kept + 1"), "kept + 1\n42\n>>>");
    }
  },
);

testWith(
  ["tmux"],
  "where the statement reads again, a person has the time that he needs, and what he types arrives",
  async () => {
    await using prompt = await Prompt.open(["repl", "--timeout", "1s"]);
    await prompt.screen.type(interrupted("print(input('again? '))"));
    await prompt.screen.press("Enter");
    await prompt.screen.endsWith("\n?");
    await prompt.screen.press("C-c");
    await prompt.screen.endsWith("\nagain?");
    await new Promise((resolve) => setTimeout(resolve, 2500));
    assert.match(await prompt.enter("Ada"), /\nagain\? Ada\nAda\n>>>$/);
  },
);

testWith(
  ["tmux"],
  "a statement that holds on through its interrupt is killed at the limit: the names are gone",
  async () => {
    await using prompt = await Prompt.open(["repl", "--timeout", "500ms"]);
    await prompt.screen.paste(
      "x = 1\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass",
    );
    await prompt.screen.endsWith("BaseException: pass");
    assert.match(
      await prompt.enter("", ""),
      /\npysandbox: timed out after 500ms \(--timeout\); its names are gone, a clean interpreter follows\n>>>$/,
    );
    assert.match(
      await prompt.answer("x"),
      /^x\nTraceback [^]*\nNameError: name 'x' is not defined\n>>>$/,
    );
  },
);

testWith(["tmux"], "Ctrl-C interrupts a loop and a sleep, and the names are kept", async () => {
  await using prompt = await Prompt.open();
  const { screen } = prompt;
  await prompt.enter("import time; x = 41");
  for (
    const [statement, text] of [
      ["while True: time.sleep(0) or print('on', end='', flush=True)", "onon"],
      ["print('now', 'asleep'); time.sleep(1000)", "\nnow asleep"],
      ["_ = print('now', 'busy') or [i for i in iter(int, 1)]", "\nnow busy"],
    ] as const
  ) {
    await screen.type(statement);
    await screen.press("Enter");
    if (statement.startsWith("while")) await screen.press("Enter");
    await screen.shows(text);
    await screen.press("C-c");
    await screen.endsWith("\nKeyboardInterrupt\n>>>");
    await screen.press("C-l");
    await screen.endsWith(">>>");
  }
  assert.equal(await prompt.answer("x + 1"), "x + 1\n42\n>>>");
});

testWith(
  ["tmux"],
  "code that swallows Ctrl-C: the second press warns, the third starts a clean interpreter",
  async () => {
    await using prompt = await Prompt.open();
    const { screen } = prompt;
    await prompt.enter("x = 1");
    await screen.paste(
      "while True:\n    try:\n        print('holding', 'on')\n        while True: pass\n    except BaseException: pass",
    );
    await screen.endsWith("BaseException: pass");
    await screen.press("Enter", "Enter");
    await screen.endsWith("\nholding on");
    await screen.press("C-c");
    await screen.endsWith("\nholding on\n^C\nholding on");
    await screen.press("C-c");
    await screen.shows(
      "\npysandbox: it still runs; Ctrl-C once more kills the interpreter, and all names with it\n",
    );
    await screen.press("C-c");
    await screen.endsWith(
      "\npysandbox: cancelled; its names are gone, a clean interpreter follows\n>>>",
    );
    assert.match(await prompt.answer("x"), /\nNameError: name 'x' is not defined\n>>>$/);
    assert.equal(await prompt.answer("6 * 7"), "6 * 7\n42\n>>>");
  },
);

testWith(
  ["tmux"],
  "Ctrl-C again and again while a clean interpreter begins does not end the prompt",
  async () => {
    await using prompt = await Prompt.open(["repl", "--timeout", "500ms"]);
    const { screen } = prompt;
    await screen.paste(
      "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    );
    await screen.endsWith("BaseException: pass");
    await screen.press("Enter", "Enter");
    await screen.shows("its names are gone, a clean interpreter follows");
    for (let count = 0; count < 10; count++) await screen.press("C-c");
    await screen.endsWith("\n>>>");
    assert.equal(await prompt.answer("6 * 7"), "6 * 7\n42\n>>>");
  },
);

testWith(
  ["tmux"],
  "too much memory is an error of its statement, and the names are kept",
  async () => {
    await using prompt = await Prompt.open(["repl", "--max-heap", "64"]);
    await prompt.enter("x = 41");
    await prompt.enter("b = bytearray(10 ** 9)");
    await prompt.enter("held = []");
    await prompt.enter("while True: held.append(bytearray(10 ** 6))", "");
    await prompt.enter("len(held) > 5; held.clear()");
    assert.equal(
      await prompt.enter("x + 1"),
      `>>> x = 41
>>> b = bytearray(10 ** 9)
Traceback (most recent call last):
  File "<python-input-1>", line 1, in <module>
    b = bytearray(10 ** 9)
MemoryError
pysandbox: out of memory: the limit is 64MiB (--max-heap)
>>> held = []
>>> while True: held.append(bytearray(10 ** 6))
...
Traceback (most recent call last):
  File "<python-input-3>", line 1, in <module>
    while True: held.append(bytearray(10 ** 6))
                            ~~~~~~~~~^^^^^^^^^
MemoryError
pysandbox: out of memory: the limit is 64MiB (--max-heap)
>>> len(held) > 5; held.clear()
>>> x + 1
42
>>>`,
    );
  },
);

testWith(
  ["tmux"],
  "a flood of output ends at its limit, and the next statement may print again",
  async () => {
    await using prompt = await Prompt.open(["repl", "--max-output", "20KiB"]);
    await prompt.enter("x = 41");
    const flooded = await prompt.enter("while True: print('flood')", "");
    assert.match(
      flooded,
      /\nflood\n(?:f|fl|flo|floo|flood)?\n?pysandbox: wrote more than 20KiB \(--max-output\)[^]*\n>>>$/,
    );
    await prompt.screen.press("C-l");
    await prompt.screen.endsWith(">>>");
    assert.equal(await prompt.enter("print('again', x)"), ">>> print('again', x)\nagain 41\n>>>");
  },
);

testWith(
  ["tmux"],
  "%limits shows limits and use, %time the cost of a statement, %reset empties the interpreter",
  async () => {
    await using prompt = await Prompt.open([
      ...["repl", "--timeout", "5s", "--cpu", "3s", "--max-heap", "64", "--max-output", "1MiB"],
    ]);
    await prompt.enter("x = bytearray(20_000_000)");
    const limits = await prompt.answer("%limits");
    assert.match(
      limits,
      // deno-lint-ignore no-regex-spaces
      /^%limits\ntimeout     5s     a statement, wall clock\ncpu         3s     a statement, processor time\nmax-heap    64MiB  \d+\.\d MiB used\nmax-output  1MiB   a statement, stdout and stderr together\n>>>$/,
    );
    assert.ok(Number(/([\d.]+) MiB used/.exec(limits)![1]) > 20, limits);
    assert.match(
      await prompt.answer("%time sum(range(1000))"),
      // deno-lint-ignore no-regex-spaces
      /^%time sum\(range\(1000\)\)\n499500\nwall clock  [\d.]+ ms\nprocessor   [\d.]+ ms\nmemory      [\d.]+ MiB used\n>>>$/,
    );
    assert.equal(await prompt.answer("%reset"), "%reset\n>>>");
    assert.match(await prompt.answer("x"), /\nNameError: name 'x' is not defined\n>>>$/);
    assert.equal(
      await prompt.answer("%what"),
      "%what\npysandbox: expected one of %limits, %time STATEMENT, %reset; got '%what'\n>>>",
    );
  },
);

testWith(["tmux"], "an interpreter that crashes is followed by a clean one", async () => {
  await using prompt = await Prompt.open(["repl", "--timeout", "20s"]);
  await prompt.enter("x = 1; import sys; sys.setrecursionlimit(10 ** 9)");
  await prompt.enter("class C: __getattr__ = lambda self, n: getattr(self, n)", "");
  const shown = await prompt.answer("repr(C().n)[:1]");
  // Deep native recursion either ends as a RecursionError, with the names kept, or ends the interpreter.
  assert.match(shown, /RecursionError|; its names are gone, a clean interpreter follows\n>>>$/);
  assert.equal(await prompt.answer("6 * 7"), "6 * 7\n42\n>>>");
});
