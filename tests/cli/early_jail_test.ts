/** What is guessed before the command line is parsed. A wrong guess costs time: the e2e tests show that it costs nothing else. */
import assert from "node:assert/strict";
import { likelyJail } from "../../src/cli/early_jail.ts";

const MIB = 1024 * 1024;

function guess(words: string[], variable?: string, isTerminal = false): number | null {
  const lookUp = (name: string) => name === "PYSANDBOX_MAX_HEAP" ? variable : undefined;
  const jail = likelyJail({ words, variable: lookUp, isTerminal: () => isTerminal });
  return jail === null ? null : jail.maxHeapBytes / MIB;
}

Deno.test("a program that is run gets the heap that its words, else the environment, else the table name", () => {
  assert.equal(guess(["run", "x.py"]), 256);
  assert.equal(guess(["run", "x.py"], "64"), 64);
  assert.equal(guess(["run", "x.py"], ""), 256);
  for (const words of [["-H", "100"], ["-H100"], ["--max-heap", "100"], ["--max-heap=100MiB"]]) {
    assert.equal(guess(["run", "x.py", ...words], "64"), 100, words.join(" "));
  }
  assert.equal(guess(["run", "-H", "50", "x.py", "--max-heap", "70"]), 70);
});

Deno.test("words after -- are the program's", () => {
  assert.equal(guess(["run", "x.py", "--", "-H", "100"]), 256);
});

Deno.test("a REPL gets the same, whether or not there is a terminal", () => {
  for (const isTerminal of [true, false]) {
    assert.equal(guess(["repl"], undefined, isTerminal), 256);
    assert.equal(guess(["repl"], "64", isTerminal), 64);
    assert.equal(guess(["repl", "-q", "-H", "100"], "64", isTerminal), 100);
  }
});

Deno.test("alone, there is a program in a pipe, and a REPL on a terminal", () => {
  assert.equal(guess([]), 256);
  assert.equal(guess([], "64"), 64);
  assert.equal(guess([], undefined, true), 256);
  assert.equal(guess([], "64", true), 64);
});

Deno.test("nothing is started for other commands, for help, and for a heap that will be refused", () => {
  const others = ["completions bash", "serve-stdio", "doctor", "licenses", "help", "help repl"];
  const help = ["--version", "--help", "run --help", "run x.py -h", "repl --help", "repl -h"];
  for (const line of [...others, ...help]) {
    for (const isTerminal of [true, false]) {
      assert.equal(guess(line.split(" "), undefined, isTerminal), null, line);
    }
  }
  for (const heap of ["1", "none", "", "99999G"]) {
    assert.equal(guess(["run", "x.py", "-H", heap]), null, heap);
  }
  assert.equal(guess(["run", "x.py", "-H"]), null);
  assert.equal(guess(["repl", "-H", "none"]), null);
});

Deno.test("the walls are left out where the words, else the environment, say so", () => {
  const withWalls = (words: string[], variable?: string, command = ["run", "x.py"]) =>
    likelyJail({
      words: [...command, ...words],
      variable: (name) => name === "PYSANDBOX_WALLS" ? variable : undefined,
      isTerminal: () => false,
    })?.withWalls;
  assert.equal(withWalls([]), true);
  assert.equal(withWalls(["--walls", "require"], "off"), true);
  assert.equal(withWalls([], "off"), false);
  assert.equal(withWalls(["--walls", "off"]), false);
  assert.equal(withWalls(["--walls=off"]), false);
  assert.equal(withWalls(["--", "--walls=off"]), true);
  assert.equal(withWalls([], undefined, ["repl"]), true);
  assert.equal(withWalls(["--walls", "off"], undefined, ["repl"]), false);
  assert.equal(withWalls([], "off", ["repl"]), false);
});
