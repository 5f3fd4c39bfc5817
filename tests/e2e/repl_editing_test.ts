/** Editing at the real prompt, in a pseudo-terminal: history, blocks, paste, completion, keys and colours. */
import assert from "node:assert/strict";
import { belowBanner, Prompt } from "./prompt.ts";
import { testWith } from "../needs.ts";

const FUNCTION = `def walk(tree):
    """Leaves, in order."""
    if not isinstance(tree, list):
        yield tree
        return

    for branch in tree:
        yield from walk(branch)
`;

testWith(
  ["tmux"],
  "a whole function is pasted as it is, empty lines included, and works",
  async () => {
    await using prompt = await Prompt.open();
    await prompt.screen.paste(FUNCTION);
    await prompt.screen.endsWith("yield from walk(branch)\n...");
    await prompt.enter("");
    assert.equal(
      await prompt.enter("list(walk([1, [2, [3]]]))"),
      `>>> def walk(tree):
...     """Leaves, in order."""
...     if not isinstance(tree, list):
...         yield tree
...         return
...
...     for branch in tree:
...         yield from walk(branch)
...
>>> list(walk([1, [2, [3]]]))
[1, 2, 3]
>>>`,
    );
  },
);

testWith(
  ["tmux"],
  "a pasted program of several statements runs as one, and shows its last value",
  async () => {
    await using prompt = await Prompt.open();
    await prompt.screen.paste("import math\nfor n in range(2):\n    print(n)\nmath.gcd(12, 18)");
    await prompt.screen.endsWith("math.gcd(12, 18)");
    assert.equal(
      await prompt.enter(""),
      ">>> import math\n... for n in range(2):\n...     print(n)\n... math.gcd(12, 18)\n0\n1\n6\n>>>",
    );
  },
);

testWith(
  ["tmux"],
  "blocks are indented by themselves, Backspace takes a level back, Tab gives one",
  async () => {
    await using prompt = await Prompt.open();
    await prompt.screen.type("for n in range(3):");
    await prompt.screen.press("Enter");
    await prompt.screen.type("if n:");
    await prompt.screen.press("Enter");
    await prompt.screen.type("print(n)");
    await prompt.screen.press("Enter", "BSpace", "BSpace", "Tab");
    await prompt.screen.type("print('each')");
    await prompt.screen.press("Enter");
    assert.equal(
      await prompt.enter(""),
      `>>> for n in range(3):
...     if n:
...         print(n)
...     print('each')
...
each
1
each
2
each
>>>`,
    );
  },
);

testWith(["tmux"], "Up and Down bring back what was entered, and Ctrl-R finds it", async () => {
  await using prompt = await Prompt.open();
  await prompt.enter("alpha = 1");
  await prompt.enter("beta = 2");
  await prompt.screen.press("Up", "Up", "Down");
  await prompt.screen.endsWith("\n>>> beta = 2\n>>> beta = 2");
  await prompt.screen.press("C-u", "C-r");
  await prompt.screen.type("alp");
  await prompt.screen.endsWith("\n(r-search `alp') alpha = 1");
  await prompt.screen.press("C-e");
  await prompt.screen.type("00");
  await prompt.enter("");
  assert.equal(await prompt.answer("alpha"), "alpha\n100\n>>>");
});

testWith(["tmux"], "the keys of every prompt edit the line", async () => {
  await using prompt = await Prompt.open();
  await prompt.screen.type("wrong + 2");
  await prompt.screen.press("C-a", "M-d");
  await prompt.screen.type("40 ");
  await prompt.screen.press("C-e");
  await prompt.screen.type("junk");
  await prompt.screen.press("C-w");
  await prompt.screen.type("2 # tail");
  await prompt.screen.press("Left", "Left", "Left", "Left", "Left", "Left", "Left", "C-k");
  assert.equal(await prompt.enter(""), ">>> 40 + 2\n42\n>>>");
  await prompt.screen.type("nothing of this");
  await prompt.screen.press("C-u", "C-l");
  await prompt.screen.endsWith(">>>");
  assert.equal(await prompt.enter("'cleared'"), ">>> 'cleared'\n'cleared'\n>>>");
});

testWith(
  ["tmux"],
  "Tab completes names, attributes and modules, and lists them where several fit",
  async () => {
    await using prompt = await Prompt.open();
    const { screen } = prompt;
    await screen.type("import ma");
    await screen.press("Tab");
    assert.equal(
      belowBanner(await screen.endsWith("math")),
      ">>> import ma\nmailbox  marshal  math",
    );
    await screen.type("t");
    await screen.press("Tab");
    await screen.endsWith(">>> import math");
    await prompt.enter("");
    await screen.type("math.isc");
    await screen.press("Tab");
    await screen.endsWith(">>> math.isclose(");
    await screen.press("C-u");
    await screen.type("from email.mime.te");
    await screen.press("Tab");
    await screen.endsWith(">>> from email.mime.text");
    await screen.press("C-u");
    await prompt.enter("some_rather_long_name = 5");
    await screen.type("some_r");
    await screen.press("Tab");
    await screen.endsWith("\n>>> some_rather_long_name");
    assert.match(await prompt.enter(""), /\n>>> some_rather_long_name\n5\n>>>$/);
    await screen.type("rais");
    await screen.press("Tab");
    await screen.type("KeyError");
    await screen.endsWith("\n>>> raise KeyError");
  },
);

testWith(
  ["tmux"],
  "what is typed and a traceback have colours, and none with NO_COLOR",
  async () => {
    const shown = async (env: Record<string, string>) => {
      await using prompt = await Prompt.open(["repl"], { env });
      await prompt.enter("1/0 if True else 'no'");
      return await prompt.screen.colours();
    };
    const coloured = await shown({});
    // deno-lint-ignore no-control-regex
    const plain = coloured.replaceAll(/\x1b\[[0-9;]*m/g, "");
    const keyword = "\x1b[1m\x1b[34mif";
    assert.ok(coloured.includes(keyword), coloured);
    // deno-lint-ignore no-control-regex
    assert.match(coloured, /\x1b\[1m\x1b\[35mZeroDivisionError\x1b/);
    const uncoloured = await shown({ NO_COLOR: "1" });
    assert.equal(uncoloured, plain);
  },
);

testWith(
  ["tmux"],
  "Ctrl-C empties what is being typed, and Ctrl-Z hands the terminal to the shell",
  async () => {
    await using prompt = await Prompt.open();
    await prompt.screen.type("half a");
    await prompt.screen.press("C-c");
    await prompt.screen.endsWith("KeyboardInterrupt\n>>>");
    await prompt.screen.type("1 +");
    await prompt.screen.press("C-z");
    await prompt.screen.type(" 1");
    assert.equal(
      (await prompt.enter("")).split("\n").slice(-2).join("\n"),
      "2\n>>>",
    );
  },
);
