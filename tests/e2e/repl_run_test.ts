/** `run -i`: the prompt behind a program, with what the program has left; and the prompt that needs no words at all. */
import assert from "node:assert/strict";
import { ENDED, Prompt } from "./prompt.ts";
import { Screen } from "../repl/screen.ts";
import { commandLine } from "./command.ts";
import { testWith } from "../needs.ts";

/** Opens the prompt behind a script. */
async function openBehind(
  source: string,
  ready = "\n>>>",
  args: readonly string[] = [],
): Promise<Prompt> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/script.py`, source);
    return await Prompt.open(["run", "-i", `${folder}/script.py`, ...args], {}, ready);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

testWith(
  ["tmux"],
  "the names of a script are there, and so are its output and its arguments",
  async () => {
    await using prompt = await openBehind(
      "import sys\nprint('hello', sys.argv[1:])\ndef double(n): return 2 * n\n",
      "\n>>>",
      ["a", "b"],
    );
    assert.equal(await prompt.enter("double(21)"), "hello ['a', 'b']\n>>> double(21)\n42\n>>>");
    assert.equal(
      await prompt.answer("__name__, sys.argv[1:]"),
      "__name__, sys.argv[1:]\n('__main__', ['a', 'b'])\n>>>",
    );
    assert.equal(await prompt.leave("exit"), "status 0 icanon");
  },
);

testWith(
  ["tmux"],
  "a script that fails shows its traceback, and its names are there to look at",
  async () => {
    await using prompt = await openBehind("x = 41\ndef f(): return x / 0\nf()\n");
    const shown = await prompt.enter("x");
    assert.match(
      shown,
      // deno-lint-ignore no-regex-spaces
      /^Traceback \(most recent call last\):\n  File "[^"]+script\.py", line 3, in <module>\n    f\(\)\n    ~\^\^\n  File "[^"]+script\.py", line 2, in f\n    def f\(\): return x \/ 0\n                    ~~\^~~\nZeroDivisionError: division by zero\n>>> x\n41\n>>>$/,
    );
  },
);

testWith(["tmux"], "sys.exit in a script ends the script and not the prompt", async () => {
  await using prompt = await openBehind("import sys\nx = 41\nsys.exit(5)\nx = 0\n", ">>>");
  assert.equal(await prompt.answer("x"), "x\n41\n>>>");
  assert.equal(await prompt.leave("sys.exit(6)"), "status 6 icanon");
});

testWith(["tmux"], "Ctrl-C in a script gives the prompt with its names", async () => {
  await using prompt = await openBehind(
    "import time\nx = 41\nprint('script', 'sleeps')\ntime.sleep(1000)\n",
    "script sleeps",
  );
  await prompt.screen.press("C-c");
  await prompt.screen.endsWith("\nKeyboardInterrupt\n>>>");
  assert.equal(await prompt.answer("x"), "x\n41\n>>>");
});

testWith(
  ["tmux"],
  "what a program had read of a line before Ctrl-C does not stand before the next line",
  async () => {
    await using prompt = await openBehind(
      "import os, time\nprint('to', 'read')\nprint('read', os.read(0, 2))\ntime.sleep(1000)",
      "to read",
    );
    await prompt.screen.type("abcdef");
    await prompt.screen.press("Enter");
    await prompt.screen.shows("read b'ab'");
    await prompt.screen.type("half a line");
    await prompt.screen.shows("half a line");
    await prompt.screen.press("C-c");
    await prompt.screen.endsWith("\nKeyboardInterrupt\n>>>");
    assert.equal(await prompt.answer("40 + 2"), "40 + 2\n42\n>>>");
  },
);

testWith(
  ["tmux"],
  "a script that a limit has killed is followed by a clean interpreter",
  async () => {
    await using prompt = await openBehind(
      "x = 1\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass\n",
      "\n>>>",
      ["-t", "500ms"],
    );
    assert.match(await prompt.screen.text(), /pysandbox: timed out after 500ms \(--timeout\)/);
    assert.match(await prompt.answer("x"), /\nNameError: name 'x' is not defined\n>>>$/);
  },
);

testWith(["tmux"], "-i works behind -c and -m, and the prompt needs no script at all", async () => {
  {
    await using prompt = await Prompt.open(["run", "-i", "-c", "x = 41"], {}, ">>>");
    assert.equal(await prompt.enter("x + 1"), ">>> x + 1\n42\n>>>");
  }
  {
    await using prompt = await Prompt.open(["run", "-i", "-m", "this"]);
    assert.equal(await prompt.answer("c"), "c\n97\n>>>");
  }
});

testWith(["tmux"], "pysandbox alone on a terminal is the prompt", async () => {
  await using prompt = await Prompt.open([]);
  assert.match(
    await prompt.screen.text(),
    /^pysandbox \d+\.\d+\.\d+: Python 3\.14\.\d+ in a sandbox, /,
  );
  assert.equal(await prompt.enter("6 * 7"), ">>> 6 * 7\n42\n>>>");
});

testWith(
  ["tmux"],
  "a terminal that cannot be edited on gets no prompt, and its lines are run",
  async () => {
    const [path, words] = commandLine(["repl"]);
    await using screen = await Screen.open([path, ...words], { env: { TERM: "dumb" } }, ENDED);
    await screen.type("print('it', 'works')");
    await screen.press("Enter");
    await screen.endsWith("\nit works");
    await screen.press("C-d");
    await screen.endsWith("\nstatus 0 icanon");
  },
);
