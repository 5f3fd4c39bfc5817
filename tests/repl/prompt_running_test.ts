/** Statements at the prompt in a real pseudo-terminal: what they print, ask and leave. Python is a script here. */
import assert from "node:assert/strict";
import { assertBelowBanner, enter, openPrompt } from "./prompt.ts";
import { testWith } from "../needs.ts";

testWith(["tmux"], "Ctrl-C interrupts what runs and keeps the prompt", async () => {
  await using screen = await openPrompt();
  await screen.type("sleep");
  await screen.press("Enter");
  await screen.endsWith("\nasleep");
  await screen.press("C-c");
  assertBelowBanner(
    await screen.endsWith("\n>>>"),
    ">>> sleep\nasleep\n^C\nKeyboardInterrupt\n>>>",
  );
});

testWith(
  ["tmux"],
  "a program reads what is typed, and what it did not read is not run",
  async () => {
    await using screen = await openPrompt();
    await screen.type("ask");
    await screen.press("Enter");
    await screen.endsWith("name?");
    await screen.type("Adx");
    await screen.press("BSpace");
    await screen.type("a");
    await screen.press("Enter");
    assertBelowBanner(await screen.endsWith("\n>>>"), '>>> ask\nname? Ada\n"Ada\\n"\n>>>');
    await screen.type("ask");
    await screen.press("Enter");
    await screen.endsWith("name?");
    await screen.type("half a line");
    await screen.press("C-c");
    await screen.endsWith("KeyboardInterrupt\n>>>");
    await screen.type("y");
    await screen.press("Enter");
    await screen.endsWith('\n>>> y\nran "y"\n>>>');
  },
);

testWith(["tmux"], "Ctrl-D is the end of a program's input, and not of the prompt", async () => {
  await using screen = await openPrompt();
  await screen.type("ask");
  await screen.press("Enter");
  await screen.endsWith("name?");
  await screen.press("C-d");
  await screen.endsWith("name? null\n>>>");
  await screen.type("z");
  await screen.press("Enter");
  await screen.endsWith('ran "z"\n>>>');
});

testWith(["tmux"], "what is typed ahead is run, or read by the program that asks", async () => {
  await using screen = await openPrompt();
  await screen.type("ask\rAda\rnext\r");
  await screen.endsWith('ran "next"\n>>>');
  assert.match(await screen.text(), /"Ada\\n"/);
});

testWith(["tmux"], "a line that was left open is ended before the prompt", async () => {
  await using screen = await openPrompt();
  await screen.type('show "no end"');
  await screen.press("Enter");
  assertBelowBanner(await screen.endsWith("\n>>>"), '>>> show "no end"\nno end\n>>>');
});

testWith(["tmux"], "output that comes between statements is not shown", async () => {
  await using screen = await openPrompt();
  await screen.type("late");
  await screen.press("Enter");
  await screen.endsWith("\n>>>");
  await new Promise((resolve) => setTimeout(resolve, 200));
  await screen.type("x");
  await screen.press("Enter");
  assertBelowBanner(await screen.endsWith('"x"\n>>>'), '>>> late\n>>> x\nran "x"\n>>>');
});

testWith(["tmux"], "a limit is said, and what ended the interpreter too", async () => {
  await using screen = await openPrompt();
  await screen.type("limit");
  await screen.press("Enter");
  await screen.endsWith("pysandbox: output limit of 10MiB exceeded (--max-output)\n>>>");
  await screen.type("lost");
  await screen.press("Enter");
  const text = await screen.endsWith("\n>>>");
  assert.equal(
    text.slice(text.indexOf("pysandbox: timeout")).replaceAll("\n", ""),
    "pysandbox: timeout of 30s exceeded (--timeout); its names are gone, a clean interpreter follow" +
      "s>>>",
  );
});

testWith(["tmux"], "%limits, %time and %reset answer, and other words name them", async () => {
  await using screen = await openPrompt();
  const answer = async (source: string) => {
    await screen.press("C-l");
    return await enter(screen, source);
  };
  assert.equal(
    await answer("%limits"),
    `>>> %limits
timeout     30s     a statement, wall clock
cpu         off     a statement, processor time
max-heap    256MiB  34.5 MiB used
max-output  10MiB   a statement, stdout and stderr together
>>>`,
  );
  assert.equal(
    await answer("%time x = 1"),
    '>>> %time x = 1\nran "x = 1"\nwall clock  12.3 ms\nprocessor   5.6 ms\nmemory      34.5 MiB used\n>>>',
  );
  assert.equal(await answer("%reset"), ">>> %reset\n>>>");
  assert.equal(
    await answer("%cd"),
    ">>> %cd\npysandbox: expected one of %limits, %time STATEMENT, %reset; got '%cd'\n>>>",
  );
});

testWith(["tmux"], "the program's exit ends the prompt with its status", async () => {
  await using screen = await openPrompt();
  await screen.type("exit 5");
  await screen.press("Enter");
  assertBelowBanner(await screen.endsWith(" icanon"), ">>> exit 5\nstatus 5 icanon");
});

testWith(["tmux"], "the past is there again in the next prompt", async () => {
  const state = await Deno.makeTempDir();
  try {
    {
      await using screen = await openPrompt(["--state", state]);
      await enter(screen, "f(1)");
      await screen.press("C-d");
      await screen.endsWith(" icanon");
    }
    await using screen = await openPrompt(["--state", state]);
    await screen.press("Up", "Enter");
    assertBelowBanner(await screen.endsWith("\n>>>"), '>>> f(1)\nran "f(1)"\n>>>');
  } finally {
    await Deno.remove(state, { recursive: true });
  }
});

testWith(
  ["tmux"],
  "a history that cannot be kept is mentioned, once, and keeps nobody from working",
  async () => {
    const file = await Deno.makeTempFile();
    try {
      await using screen = await openPrompt(["--state", file], { columns: 200 });
      const shown = await enter(screen, "x");
      assert.equal(shown.split("pysandbox: history is not kept: ").length, 2);
      assert.ok(shown.endsWith('\n>>> x\nran "x"\n>>>'), shown);
    } finally {
      await Deno.remove(file);
    }
  },
);
