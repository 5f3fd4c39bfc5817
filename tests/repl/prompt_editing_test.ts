/** Editing at the prompt in a real pseudo-terminal: what is typed, and what a person then sees. Python is a script here. */
import assert from "node:assert/strict";
import { assertBelowBanner, openPrompt } from "./prompt.ts";
import { testWith } from "../needs.ts";

testWith(["tmux"], "a statement is run at Enter, and what it prints is below it", async () => {
  await using screen = await openPrompt();
  await screen.type("x = 1");
  await screen.press("Enter");
  assertBelowBanner(await screen.endsWith("\n>>>"), '>>> x = 1\nran "x = 1"\n>>>');
});

testWith(["tmux"], "a block is indented by itself and ends with an empty line", async () => {
  await using screen = await openPrompt();
  await screen.type("def f(x):");
  await screen.press("Enter");
  await screen.type("if x:");
  await screen.press("Enter");
  await screen.type("return 1");
  await screen.press("Enter", "BSpace");
  await screen.type("return 2");
  await screen.press("Enter", "Enter");
  assertBelowBanner(
    await screen.endsWith("\n>>>"),
    `>>> def f(x):
...     if x:
...         return 1
...     return 2
...
ran "def f(x):\\n    if x:\\n        return 1\\n    return 2\\n"
>>>`,
  );
});

testWith(
  ["tmux"],
  "within a statement the arrows move, beyond it they bring back the past",
  async () => {
    await using screen = await openPrompt();
    await screen.type("first");
    await screen.press("Enter");
    await screen.endsWith("\n>>>");
    await screen.type("f(1,");
    await screen.press("Enter");
    await screen.type("2)");
    await screen.press("Up", "Home");
    await screen.type("g(");
    await screen.press("End", "Down", "End");
    await screen.type(")");
    await screen.press("Enter");
    await screen.shows('ran "g(f(1,\\n2))"');
    await screen.press("Up", "Up", "Up");
    await screen.endsWith(">>> first");
    await screen.press("Down", "Down", "Down");
    await screen.endsWith("\n>>>");
  },
);

testWith(
  ["tmux"],
  "Ctrl-C empties a statement of several lines, and nothing of it stays",
  async () => {
    await using screen = await openPrompt();
    await screen.type("def f():");
    await screen.press("Enter");
    await screen.type("retu");
    await screen.press("C-c");
    await screen.endsWith("\nKeyboardInterrupt\n>>>");
    await screen.type("2");
    await screen.press("Enter");
    assertBelowBanner(
      await screen.endsWith('ran "2"\n>>>'),
      '>>> def f():\n...     retu\nKeyboardInterrupt\n>>> 2\nran "2"\n>>>',
    );
  },
);

testWith(["tmux"], "Ctrl-D deletes to the right, and leaves where there is nothing", async () => {
  await using screen = await openPrompt();
  await screen.type("ab");
  await screen.press("Home", "C-d", "Enter");
  await screen.endsWith('ran "b"\n>>>');
  await screen.press("C-d");
  assertBelowBanner(await screen.endsWith(" icanon"), '>>> b\nran "b"\n>>>\nstatus 0 icanon');
});

testWith(["tmux"], "the keys of every shell's prompt edit the line", async () => {
  await using screen = await openPrompt();
  await screen.type("one two three");
  await screen.press("C-a");
  await screen.type("A");
  await screen.press("M-f", "M-f", "C-k", "C-e", "BSpace");
  await screen.type("E");
  await screen.endsWith(">>> Aone twoE");
  await screen.press("C-w");
  await screen.type("X");
  await screen.press("C-b", "C-b", "C-f", "BSpace");
  await screen.endsWith(">>> AoneX");
  await screen.press("Left", "M-b", "C-y", "C-u", "Enter");
  await screen.endsWith('ran "AoneX"\n>>>');
});

testWith(["tmux"], "Ctrl-L clears the screen around what is typed", async () => {
  await using screen = await openPrompt();
  await screen.type("f(");
  await screen.press("Enter");
  await screen.type("1");
  await screen.endsWith("1");
  await screen.press("C-l");
  assert.equal(await screen.endsWith("1"), ">>> f(\n... 1");
  assert.deepEqual(await screen.cursor(), { row: 1, column: 5 });
});

testWith(
  ["tmux"],
  "Ctrl-R searches the past while the term is typed, and Enter runs what it found",
  async () => {
    await using screen = await openPrompt();
    for (const source of ["alpha", "beta", "alphabet"]) {
      await screen.type(source);
      await screen.press("Enter");
      await screen.endsWith(`ran "${source}"\n>>>`);
    }
    await screen.press("C-r");
    await screen.type("alph");
    await screen.endsWith("(r-search `alph') alphabet");
    await screen.press("C-r");
    await screen.endsWith("(r-search `alph') alpha");
    await screen.press("C-r");
    await screen.endsWith("(failed r-search `alph') alpha");
    await screen.press("C-g");
    await screen.endsWith("\n>>>");
    await screen.press("C-r");
    await screen.type("bet");
    await screen.press("C-r");
    await screen.endsWith("(r-search `bet') beta");
    await screen.press("Enter");
    assert.match(await screen.endsWith('ran "beta"\n>>>'), /\n>>> beta\nran "beta"\n>>>$/);
  },
);

testWith(
  ["tmux"],
  "a function that is pasted comes in whole, with its own indentation and empty lines",
  async () => {
    await using screen = await openPrompt();
    await screen.paste("def f(x):\n    y = x\n\n    return y\n");
    await screen.endsWith("return y\n...");
    await screen.press("Enter");
    assertBelowBanner(
      await screen.endsWith("\n>>>"),
      `>>> def f(x):
...     y = x
...
...     return y
...
ran "def f(x):\\n    y = x\\n\\n    return y\\n"
>>>`,
    );
  },
);

testWith(
  ["tmux"],
  "Tab indents, completes as far as it is certain, and then shows the choice",
  async () => {
    await using screen = await openPrompt();
    await screen.press("Tab");
    await screen.type("os.");
    await screen.press("Tab");
    await screen.endsWith(">>>     os.pa");
    await screen.press("Tab");
    assertBelowBanner(await screen.endsWith("pathsep"), ">>>     os.pa\npardir   path     pathsep");
    await screen.type("r");
    await screen.press("Tab");
    await screen.endsWith(">>>     os.pardir");
  },
);

testWith(["tmux"], "words that would drive the terminal are no completions", async () => {
  await using screen = await openPrompt();
  await screen.type("pr");
  await screen.press("Tab");
  assertBelowBanner(await screen.endsWith("property("), ">>> pr\nprint(     property(");
});

testWith(["tmux"], "names that never come are not waited for", async () => {
  await using screen = await openPrompt();
  await screen.type("hang");
  await screen.press("Tab");
  await screen.type("s");
  await screen.press("Enter");
  await screen.endsWith('ran "hangs"\n>>>');
});
