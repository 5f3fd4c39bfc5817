/** The prompt and its terminal: colours, sizes, signals, and a program that tries to drive it. Python is a script here. */
import assert from "node:assert/strict";
import { enter, openPrompt } from "./prompt.ts";
import { testWith } from "../needs.ts";

/** tmux ends a colour with different sequences. */
function withPlainResets(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replaceAll(/(?:\x1b\[(?:0|39|49)?m)+/g, "\x1b[0m");
}

testWith(
  ["tmux"],
  "what the sandbox prints cannot drive the terminal, and its colours end at the prompt",
  async () => {
    await using screen = await openPrompt();
    const text = String.raw`"\u001b[31mred\u001b]0;title\u0007\u001bc\u001b[1;1HUP \u202e\u009b5n"`;
    const shown = await enter(screen, `show ${text}`);
    assert.ok(shown.endsWith("\nred^[]0;title^G^[c^[[1;1HUP <U+202E><9b>5n\n>>>"), shown);
    await screen.type("plain");
    await screen.endsWith("plain");
    const colours = await screen.colours();
    // deno-lint-ignore no-control-regex
    assert.match(colours, /\n\x1b\[31mred/);
    assert.ok(withPlainResets(colours).endsWith("\n\x1b[1m\x1b[35m>>> \x1b[0mplain"), colours);
  },
);

testWith(["tmux"], "prompts of the program's own are shown, bounded and plain", async () => {
  await using screen = await openPrompt([], { columns: 120 });
  const ps1 = `\x1bc\n${"long ".repeat(100)}`;
  await screen.type(`prompt ${JSON.stringify({ ps1, ps2: "more> " })}`);
  await screen.press("Enter");
  await screen.endsWith("long lo");
  await screen.type("f(");
  await screen.press("Enter");
  const text = await screen.endsWith("more>");
  const shown = text.slice(text.lastIndexOf("^[c"));
  assert.equal(shown.replaceAll("\n", ""), `^[c^J${"long ".repeat(19)}lof(more>`);
});

testWith(
  ["tmux"],
  "source has the colours of Python's own prompt, and none where none are wanted",
  async () => {
    const source = `def f(): return len("a"), 1  # no`;
    const coloured = async (words: string[]) => {
      await using screen = await openPrompt(words);
      await screen.type(source);
      await screen.endsWith("# no");
      return withPlainResets((await screen.colours()).split("\n").at(-1)!);
    };
    assert.equal(
      await coloured([]),
      "\x1b[1m\x1b[35m>>> \x1b[34mdef\x1b[0m \x1b[1mf\x1b[0m(): \x1b[1m\x1b[34mreturn\x1b[0m " +
        '\x1b[36mlen\x1b[0m(\x1b[32m"a"\x1b[0m), \x1b[33m1\x1b[0m  \x1b[31m# no',
    );
    assert.equal(await coloured(["--plain"]), `>>> ${source}`);
  },
);

testWith(
  ["tmux"],
  "a long line goes on in the next row, and a new width of the terminal is followed",
  async () => {
    await using screen = await openPrompt([], { columns: 40 });
    await screen.type(`f(${"abcdefgh, ".repeat(6)}1)`);
    await screen.endsWith("1)");
    const typed = (await screen.text()).slice((await screen.text()).indexOf(">>>"));
    assert.equal(
      typed,
      ">>> f(abcdefgh, abcdefgh, abcdefgh, abcd\nefgh, abcdefgh, abcdefgh, 1)",
    );
    await screen.resize(30, 24);
    await screen.endsWith(
      ">>> f(abcdefgh, abcdefgh, abcd\nefgh, abcdefgh, abcdefgh, abcd\nefgh, 1)",
    );
    await screen.press("C-a", "X");
    await screen.shows(">>> Xf(abcdefgh");
    assert.equal(
      (await screen.text()).split("\n").filter((line) => line.startsWith(">>>")).length,
      1,
    );
  },
);

testWith(
  ["tmux"],
  "a statement that is higher than the terminal scrolls around the cursor",
  async () => {
    await using screen = await openPrompt([], { rows: 8 });
    const lines = Array.from({ length: 30 }, (_, index) => `  ${index},`);
    await screen.paste(`f(\n${lines.join("\n")}\n)`);
    await screen.endsWith("...   29,\n... )");
    assert.equal((await screen.text()).split("\n").length, 8);
    for (let count = 0; count < 31; count++) await screen.press("Up");
    await screen.shows(">>> f(");
    await screen.press("End");
    await screen.type("0,");
    await screen.press("M-Enter");
    await screen.endsWith("\n>>>");
    const all = await screen.everything();
    assert.ok(
      all.includes(`>>> f(0,\n${lines.map((line) => `... ${line}\n`).join("")}... )\nran "f(0,`),
      all,
    );
  },
);

testWith(["tmux"], "Ctrl-Z hands the terminal back to the shell, and fg goes on", async () => {
  await using screen = await openPrompt();
  await screen.type("half");
  await screen.press("C-z");
  await screen.type(" done");
  await screen.press("Enter");
  await screen.endsWith('ran "half done"\n>>>');
});

for (const [signal, status] of [["SIGTERM", 143], ["SIGHUP", 129], ["SIGQUIT", 131]] as const) {
  testWith(["tmux"], `${signal} at the prompt leaves the terminal as it was`, async () => {
    await using screen = await openPrompt();
    await screen.type("half a statement");
    await screen.endsWith("statement");
    await screen.signal(signal);
    await screen.endsWith(` half a statement\nstatus ${status} icanon`);
    // Where it still had marks for what is pasted, they would be among what is pasted now.
    await screen.paste("pasted");
    await screen.endsWith("icanon\npasted");
  });
}

testWith(["tmux"], "SIGINT from elsewhere is like Ctrl-C", async () => {
  await using screen = await openPrompt();
  await screen.type("half");
  await screen.endsWith("half");
  await screen.signal("SIGINT");
  await screen.endsWith(">>> half\nKeyboardInterrupt\n>>>");
});
