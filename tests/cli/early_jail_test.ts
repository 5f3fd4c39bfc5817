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

Deno.test("alone in a pipe, a program is run; on a terminal, none is", () => {
  assert.equal(guess([]), 256);
  assert.equal(guess([], undefined, true), null);
});

Deno.test("nothing is started for other commands, for help, and for a heap that will be refused", () => {
  for (const words of [["completions", "bash"], ["--version"], ["--help"], ["run", "--help"]]) {
    assert.equal(guess(words), null, words.join(" "));
  }
  for (const heap of ["1", "none", "", "99999G"]) {
    assert.equal(guess(["run", "x.py", "-H", heap]), null, heap);
  }
  assert.equal(guess(["run", "x.py", "-H"]), null);
});

Deno.test("the walls are left out where the words, else the environment, say so", () => {
  const withWalls = (words: string[], variable?: string) =>
    likelyJail({
      words: ["run", "x.py", ...words],
      variable: (name) => name === "PYSANDBOX_WALLS" ? variable : undefined,
      isTerminal: () => false,
    })?.withWalls;
  assert.equal(withWalls([]), true);
  assert.equal(withWalls(["--walls", "require"], "off"), true);
  assert.equal(withWalls([], "off"), false);
  assert.equal(withWalls(["--walls", "off"]), false);
  assert.equal(withWalls(["--walls=off"]), false);
  assert.equal(withWalls(["--", "--walls=off"]), true);
});
