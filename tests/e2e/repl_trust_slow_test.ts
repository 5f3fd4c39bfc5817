/** What hostile code at the real prompt can do to the terminal, the completion, the prompt and the history: nothing. */
import assert from "node:assert/strict";
import { untilHeeded } from "./command.ts";
import { Prompt } from "./prompt.ts";
import { testWith } from "../needs.ts";

const MODE_BITS = 0o777;

/** For lines that are not to be broken. */
const WIDE = { columns: 160 };

testWith(
  ["tmux"],
  "what is printed cannot drive the terminal: its controls are seen, its colours work",
  async () => {
    await using prompt = await Prompt.open();
    const { screen } = prompt;
    assert.equal(
      await prompt.answer(
        String.raw`print('\x1b]0;title\x07 \x1bc \x1b[2J \x1b[1;1H \x1b[6n \u202e \x9b')`,
      ),
      String.raw`print('\x1b]0;title\x07 \x1bc \x1b[2J \x1b[1;1H \x1b[6n \u202e \x9b')` +
        "\n^[]0;title^G ^[c ^[[2J ^[[1;1H ^[[6n <U+202E> <9b>\n>>>",
    );
    assert.equal(
      await prompt.answer(String.raw`raise Exception('\x1b[5Aforged\x1b]52;c;aGk=\x07')`),
      String.raw`raise Exception('\x1b[5Aforged\x1b]52;c;aGk=\x07')` +
        `\nTraceback (most recent call last):\n  File "<python-input-1>", line 1, in <module>\n` +
        String.raw`    raise Exception('\x1b[5Aforged\x1b]52;c;aGk=\x07')` +
        "\nException: ^[[5Aforged^[]52;c;aGk=^G\n>>>",
    );
    await prompt.enter(String.raw`print('\x1b[31mred', end='')`);
    // deno-lint-ignore no-control-regex
    assert.match(await screen.colours(), /\n\x1b\[31mred/);
    await screen.type("plain");
    await screen.endsWith("plain");
    // deno-lint-ignore no-control-regex
    assert.match((await screen.colours()).split("\n").at(-1)!, />>> (?:\x1b\[(?:0|39|49)m)+plain$/);
  },
);

testWith(
  ["tmux"],
  "completions that lie, flood or hang are bounded, plain and not waited for",
  async () => {
    await using prompt = await Prompt.open(["repl", "--max-heap", "64"]);
    const { screen } = prompt;
    await screen.paste(String.raw`class Liar:
    def __dir__(self):
        return ['red\x1b[2J', 'a b', 'ok_one', 'ok_two', 'x' * 10 ** 6, '\u202eevil', 'end\n']
class Flood:
    def __dir__(self): return (f'name{i}' for i in range(10 ** 4))
class Hang:
    def __dir__(self):
        while True: pass
liar, flood, hang, kept = Liar(), Flood(), Hang(), 41`);
    await prompt.enter("");
    await screen.press("C-l");
    await screen.endsWith(">>>");
    await screen.type("liar.ok");
    await screen.press("Tab");
    await screen.endsWith(">>> liar.ok_");
    await screen.press("Tab");
    assert.equal(await screen.endsWith("ok_two"), ">>> liar.ok_\nok_one  ok_two");
    await screen.press("C-u");
    await screen.type("flood.name");
    await screen.press("Tab");
    const flooded = await screen.shows(" more");
    assert.match(flooded, /^>>> flood\.name\nname\d+ [^]*\n\.\.\. and \d+ more$/);
    assert.ok(flooded.split("\n").length <= 26, flooded);
    await screen.press("C-u");
    await screen.type("hang.");
    await screen.press("Tab");
    await screen.type("x");
    await screen.endsWith(">>> hang.x");
    await screen.press("C-u");
    assert.equal(await prompt.answer("kept + 1"), "kept + 1\n42\n>>>");
  },
);

testWith(
  ["tmux"],
  "a completion that holds on through its interrupt costs the names, and the next statement says so",
  async () => {
    await using prompt = await Prompt.open(["repl"], WIDE);
    const { screen } = prompt;
    await screen.paste(`class Hold:
    def __dir__(self):
        while True:
            try:
                while True: pass
            except BaseException: pass
hold = Hold()`);
    await prompt.enter("");
    await screen.type("hold.");
    await screen.press("Tab");
    await screen.type("x");
    await screen.endsWith(">>> hold.x");
    assert.match(
      await prompt.answer(""),
      /^hold\.x\npysandbox: timed out after 1s [^\n]*, while a statement was being typed; its names are gone, a clean interpreter follows\n>>>$/,
    );
    assert.equal(await prompt.answer("6 * 7"), "6 * 7\n42\n>>>");
  },
);

testWith(
  ["tmux"],
  "prompts of a program are bounded and plain, and one that fails costs nothing",
  async () => {
    await using prompt = await Prompt.open(["repl", "--timeout", "1s"], WIDE);
    const { screen } = prompt;
    await prompt.enter("import sys; kept = 41");
    await screen.type(String.raw`sys.ps1 = '\x1b]0;t\x07\x1b[2J\n' + 'y' * 10 ** 6`);
    await screen.press("Enter");
    await screen.endsWith("\n^[]0;t^G^[[2J^J" + "y".repeat(89));
    await screen.type("sys.ps1 = '>>> '");
    await screen.press("Enter");
    await screen.endsWith("\n>>>");
    await prompt.enter("class Fails:", "def __str__(self): raise SystemExit(5)", "");
    // Without a text there is no prompt at all; what is entered then works as ever.
    await screen.type("sys.ps1 = Fails()");
    await screen.press("Enter");
    await screen.endsWith("\n>>> sys.ps1 = Fails()");
    await screen.type("sys.ps1 = '>>> '");
    await screen.press("Enter");
    await screen.endsWith("\n>>>");
    assert.equal(await prompt.answer("kept + 1"), "kept + 1\n42\n>>>");
  },
);

testWith(
  ["tmux"],
  "a prompt that hangs is stopped by the time limit, and the names are kept",
  async () => {
    const kept = "kept + 1\n42\n>>>";
    const shown = await untilHeeded(async () => {
      await using prompt = await Prompt.open(["repl", "--timeout", "1s"]);
      const { screen } = prompt;
      await prompt.enter("import sys; kept = 41");
      await prompt.enter("class Hangs:", "def __str__(self):", "while True: pass", "");
      await screen.type("sys.ps1 = Hangs()");
      await screen.press("Enter");
      await screen.shows("\npysandbox: timed out after 1s (--timeout)");
      await screen.type("sys.ps1 = '>>> '");
      await screen.press("Enter");
      await screen.endsWith("\n>>>");
      return await prompt.answer("kept + 1");
    }, (text) => text === kept);
    assert.equal(shown, kept);
  },
);

testWith(
  ["tmux"],
  "the history is the host's: private, there in the next prompt, and nothing of it inside",
  async () => {
    await using prompt = await Prompt.open(["repl"], WIDE);
    const folder = `${prompt.stateFolder}/pysandbox`;
    await prompt.enter("secret = 'remembered'");
    assert.equal((await Deno.stat(folder)).mode! & MODE_BITS, 0o700);
    assert.equal((await Deno.stat(`${folder}/history`)).mode! & MODE_BITS, 0o600);
    assert.equal(
      await Deno.readTextFile(`${folder}/history`),
      `\n${JSON.stringify("secret = 'remembered'")}\n`,
    );
    await prompt.enter("import os, sys");
    assert.equal(
      await prompt.answer(`os.path.exists('${folder}'), 'XDG_STATE_HOME' in os.environ`),
      `os.path.exists('${folder}'), 'XDG_STATE_HOME' in os.environ\n(False, False)\n>>>`,
    );
    assert.equal(
      await prompt.answer("[m for m in ('readline', '_readline') if m in sys.modules]"),
      "[m for m in ('readline', '_readline') if m in sys.modules]\n[]\n>>>",
    );
    // What a program reads is its own, and no statement to be remembered.
    await prompt.screen.type("password = input('password? ')");
    await prompt.screen.press("Enter");
    await prompt.screen.endsWith("\npassword?");
    await prompt.enter("hunter2");
    assert.ok(!(await Deno.readTextFile(`${folder}/history`)).includes("hunter2"));
  },
);

testWith(["tmux"], "the next prompt has the history of the last one", async () => {
  const state = await Deno.makeTempDir();
  try {
    const setup = { env: { XDG_STATE_HOME: state } };
    {
      await using prompt = await Prompt.open(["repl"], setup);
      await prompt.enter("6 * 7");
      await prompt.leave("exit");
    }
    await using prompt = await Prompt.open(["repl"], setup);
    await prompt.screen.press("C-r");
    await prompt.screen.type("6");
    await prompt.screen.endsWith("(r-search `6') 6 * 7");
    assert.equal(await prompt.enter(""), ">>> 6 * 7\n42\n>>>");
  } finally {
    await Deno.remove(state, { recursive: true });
  }
});
