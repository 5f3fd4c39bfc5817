import assert from "node:assert/strict";
import { parseCommandLine } from "../../src/cli/command_tree.ts";
import { given, givenTo } from "./hosts.ts";

const VERSION = "pysandbox 1.2.3";

function parse(...words: string[]): ReturnType<typeof parseCommandLine> {
  return parseCommandLine(words, VERSION);
}

Deno.test("options are read before and after the script", () => {
  for (
    const words of [
      ["--timeout", "5s", "-H", "64", "--json", "a.py", "x", "y"],
      ["a.py", "x", "y", "--timeout", "5s", "-H", "64", "--json"],
      ["--timeout=5s", "a.py", "-H64", "x", "--json", "y"],
    ]
  ) {
    assert.deepEqual(given(...words), {
      texts: { timeout: "5s", maxHeap: "64" },
      flags: new Set(["json"]),
      env: [],
      words: ["a.py", "x", "y"],
    });
  }
});

Deno.test("everything after -- belongs to the script, whatever it looks like", () => {
  assert.deepEqual(given("a.py", "-q", "--", "--timeout", "5s", "--", "-v", "--help"), {
    texts: {},
    flags: new Set(["quiet"]),
    env: [],
    words: ["a.py", "--timeout", "5s", "--", "-v", "--help"],
  });
  assert.deepEqual(given("--", "-strange.py", "-x").words, ["-strange.py", "-x"]);
});

Deno.test("- and negative numbers are words, and a value may look like an option", () => {
  assert.deepEqual(given("-", "-5", "-1.5").words, ["-", "-5", "-1.5"]);
  assert.equal(given("-c", "-1").texts.code, "-1");
  assert.equal(given("--seed", "-5").texts.seed, "-5");
});

Deno.test("short options may be joined, and --env may be repeated", () => {
  assert.deepEqual([...given("-qv").flags], ["quiet", "verbose"]);
  assert.deepEqual(given("-e", "A=1", "--env=B", "-eC=").env, ["A=1", "B", "C="]);
});

Deno.test("no word at all is a run without a program", () => {
  const nothing = { texts: {}, flags: new Set(), env: [], words: [] };
  assert.deepEqual(parse(), { command: "run", given: nothing });
  assert.deepEqual(parse("run"), { command: "run", given: nothing });
});

Deno.test("serve-stdio and repl have options, and nothing else", () => {
  const nothing = { texts: {}, flags: new Set(), env: [], words: [] };
  assert.deepEqual(parse("serve-stdio"), { command: "serve-stdio", given: nothing });
  assert.deepEqual(parse("repl"), { command: "repl", given: nothing });
  assert.deepEqual(parse("repl", "--"), { command: "repl", given: nothing });
  assert.deepEqual(givenTo("serve-stdio", ["--workers", "3", "--session-idle=1h", "-qH64"]), {
    texts: { workers: "3", sessionIdle: "1h", maxHeap: "64" },
    flags: new Set(["quiet"]),
    env: [],
    words: [],
  });
  assert.deepEqual(givenTo("repl", ["-e", "A=1", "-eB", "--seed", "7", "-v"]), {
    texts: { seed: "7" },
    flags: new Set(["verbose"]),
    env: ["A=1", "B"],
    words: [],
  });
});

Deno.test("completions name their shell", () => {
  assert.deepEqual(parse("completions", "fish"), { command: "completions", shell: "fish" });
});

Deno.test("doctor prints a table unless JSON is asked for", () => {
  assert.deepEqual(parse("doctor"), { command: "doctor", json: false });
  assert.deepEqual(parse("doctor", "--json"), { command: "doctor", json: true });
});

Deno.test("licenses stand alone", () => {
  assert.deepEqual(parse("licenses"), { command: "licenses" });
});

Deno.test("--version is answered whatever follows it", () => {
  assert.deepEqual(parse("--version", "run", "a.py"), { command: "print", text: `${VERSION}\n` });
});
