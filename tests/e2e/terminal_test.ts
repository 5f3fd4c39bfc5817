/** On a terminal: colours, `isatty`, Ctrl-C typed by hand, and the prompt of `-i`. */
import assert from "node:assert/strict";
import { testWith } from "../needs.ts";
import { commandLine } from "./command.ts";
import { runInTerminal, type Typed } from "./in_terminal.ts";

/** Runs pysandbox in a terminal of its own. */
async function inTerminal(args: string[], typed: Typed[] = [], setup?: string) {
  const [path, words] = commandLine(args);
  return await runInTerminal([path, ...words], typed, { setup });
}

testWith(["script"], "the program sees the terminal and its size", async () => {
  const code =
    "import sys, os; print(sys.stdin.isatty(), sys.stdout.isatty(), sys.stderr.isatty(), os.get_terminal_size())";
  const { screen } = await inTerminal(["run", "-c", code]);
  assert.equal(screen, "True True True os.terminal_size(columns=100, lines=30)\n");
});

testWith(["script"], "tracebacks have colours on a terminal, and none with NO_COLOR", async () => {
  const coloured = await inTerminal(["run", "-c", "1/0"]);
  const end = "\x1b[1;35mZeroDivisionError\x1b[0m: \x1b[35mdivision by zero\x1b[0m\n";
  assert.ok(coloured.screen.endsWith(end), coloured.screen);
  const plain = await inTerminal(["run", "-c", "1/0"], [], "export NO_COLOR=1;");
  assert.match(plain.screen, /\nZeroDivisionError: division by zero\n$/);
  assert.ok(!plain.screen.includes("\x1b"));
});

testWith(["script"], "Ctrl-C typed in the terminal interrupts a loop", async () => {
  const typed = [{ after: "ready", keys: "\x03" }];
  const { screen, code } = await inTerminal(
    ["run", "-c", "print('ready')\nwhile True: pass"],
    typed,
  );
  assert.match(screen, /KeyboardInterrupt/);
  assert.match(screen, /\npysandbox: stopped by SIGINT\n$/);
  assert.equal(code, 130);
});

testWith(["script"], "input() asks on the terminal", async () => {
  const typed = [{ after: "name? ", keys: "Ada\n" }];
  const { screen } = await inTerminal(["run", "-c", "print('hello', input('name? '))"], typed);
  assert.ok(screen.endsWith("hello Ada\n"), screen);
});

testWith(
  ["script"],
  "-i gives a prompt with the program's names, which Ctrl-C does not end",
  async () => {
    const typed = [
      { after: ">>> ", keys: "x + 1\r" },
      // The terminal drops what it holds at Ctrl-C: only when the line has printed was all of it read.
      { after: "42\n", keys: "import time; print('a', 'sleep'); time.sleep(60)\r" },
      { after: "a sleep\n", keys: "\x03" },
      { after: "KeyboardInterrupt", keys: "print('still', x)\r" },
      { after: "still 41\n", keys: "raise SystemExit(5)\r" },
    ];
    const { code } = await inTerminal(["run", "-i", "-c", "x = 41"], typed);
    assert.equal(code, 5);
  },
);

testWith(["script"], "pysandbox alone on a terminal is a prompt, which exit leaves", async () => {
  const typed = [
    { after: ">>> ", keys: "40 + 2\r" },
    { after: "42\n", keys: "exit\r" },
  ];
  const { screen, code } = await inTerminal([], typed);
  assert.match(screen, /^pysandbox \d+\.\d+\.\d+: Python 3\.14\.\d+ in a sandbox, /);
  assert.equal(code, 0);
});
