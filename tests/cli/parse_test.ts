import assert from "node:assert/strict";
import type { Command } from "../../src/cli/command.ts";
import { COMMANDS } from "../../src/cli/command_list.ts";
import { type Invocation, parse as parseArgv } from "../../src/cli/parse.ts";
import { perform } from "../../src/cli/main.ts";
import { versionText } from "../../src/cli/version.ts";
import { given, givenTo, makePrintingHost } from "./hosts.ts";

/** What is asked for, without the command itself. */
async function parse(...argv: string[]): Promise<Omit<Invocation, "command">> {
  const { command: _, ...rest } = await parseArgv(argv, COMMANDS) as Invocation & {
    command?: unknown;
  };
  return rest;
}

const NOTHING = { values: {}, flags: new Set(), operands: [] };

Deno.test("options are read before and after the script", async () => {
  for (
    const words of [
      ["--timeout", "5s", "-H", "64", "--json", "a.py", "x", "y"],
      ["a.py", "x", "y", "--timeout", "5s", "-H", "64", "--json"],
      ["--timeout=5s", "a.py", "-H64", "x", "--json", "y"],
    ]
  ) {
    assert.deepEqual(await given(...words), {
      values: { timeout: ["5s"], maxHeap: ["64"] },
      flags: new Set(["json"]),
      operands: ["a.py", "x", "y"],
    });
  }
});

Deno.test("everything after -- belongs to the script, whatever it looks like", async () => {
  assert.deepEqual(await given("a.py", "-q", "--", "--timeout", "5s", "--", "-v", "--help"), {
    values: {},
    flags: new Set(["quiet"]),
    operands: ["a.py", "--timeout", "5s", "--", "-v", "--help"],
  });
  assert.deepEqual((await given("--", "-strange.py", "-x")).operands, ["-strange.py", "-x"]);
});

Deno.test("- and negative numbers are words, and a value may look like an option", async () => {
  assert.deepEqual((await given("-", "-5", "-1.5")).operands, ["-", "-5", "-1.5"]);
  assert.deepEqual((await given("-c", "-1")).values.code, ["-1"]);
  assert.deepEqual((await given("--seed", "-5")).values.seed, ["-5"]);
});

Deno.test("short options may be joined, and --env may be repeated", async () => {
  assert.deepEqual([...(await given("-qv")).flags], ["quiet", "verbose"]);
  assert.deepEqual((await given("-e", "A=1", "--env=B", "-eC=")).values.env, ["A=1", "B", "C="]);
});

Deno.test("run without arguments is a run without a program", async () => {
  assert.deepEqual(await parse("run"), { kind: "command", name: "run", given: NOTHING });
});

Deno.test("without a command it is run in a pipe, and repl on a terminal", async () => {
  for (const [isTerminal, expected] of [[false, "run"], [true, "repl"]] as const) {
    const noting = (name: string): Command => ({
      summary: "",
      options: {},
      operands: [],
      run: (given) => (called.push([name, given]), Promise.resolve(7)),
    });
    const called: unknown[] = [];
    const { host } = makePrintingHost({ terminals: { stdin: isTerminal } });
    const commands = { run: noting("run"), repl: noting("repl") };
    assert.equal(await perform([], { host, commands }), 7);
    assert.deepEqual(called, [[expected, NOTHING]]);
  }
});

Deno.test("serve-stdio and repl have options, and nothing else", async () => {
  assert.deepEqual(await parse("serve-stdio"), {
    kind: "command",
    name: "serve-stdio",
    given: NOTHING,
  });
  assert.deepEqual(await parse("repl"), { kind: "command", name: "repl", given: NOTHING });
  assert.deepEqual(await parse("repl", "--"), { kind: "command", name: "repl", given: NOTHING });
  assert.deepEqual(await givenTo("serve-stdio", ["--workers", "3", "--session-idle=1h", "-qH64"]), {
    values: { workers: ["3"], sessionIdle: ["1h"], maxHeap: ["64"] },
    flags: new Set(["quiet"]),
    operands: [],
  });
  assert.deepEqual(await givenTo("repl", ["-e", "A=1", "-eB", "--seed", "7", "-v"]), {
    values: { env: ["A=1", "B"], seed: ["7"] },
    flags: new Set(["verbose"]),
    operands: [],
  });
});

Deno.test("completions name their shell", async () => {
  assert.deepEqual((await givenTo("completions", ["fish"])).operands, ["fish"]);
});

Deno.test("doctor prints a table unless JSON is asked for", async () => {
  assert.deepEqual(await givenTo("doctor", []), NOTHING);
  assert.deepEqual(await givenTo("doctor", ["--json"]), { ...NOTHING, flags: new Set(["json"]) });
});

Deno.test("licenses stand alone, or with packages", async () => {
  assert.deepEqual(await parse("licenses"), { kind: "command", name: "licenses", given: NOTHING });
  assert.deepEqual((await givenTo("licenses", ["-p", "a.env"])).values, { packages: ["a.env"] });
});

Deno.test("--version is answered whatever follows it", async () => {
  for (const argv of [["--version"], ["-V"], ["--version", "run", "a.py"]]) {
    const { host, printed } = makePrintingHost();
    assert.equal(await perform(argv, { host, commands: COMMANDS }), 0);
    assert.equal(printed(), `${versionText()}\n`);
  }
});
