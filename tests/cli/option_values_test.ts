/** What a value comes from and what is made of it: as `repl` has it, whose options are those of several commands. */
import assert from "node:assert/strict";
import { type Given, OptionValues } from "../../src/cli/option_values.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { type OptionName, OPTIONS, type OptionSpec } from "../../src/cli/options.ts";
import { assertThrown, givenTo, makeHost } from "./hosts.ts";

const MIB = 1024 * 1024;

/** The values of the words after `repl`. */
function values(words: string[], variables: Record<string, string> = {}): OptionValues {
  return new OptionValues(givenTo("repl", words), makeHost({ variables }));
}

Deno.test("what two commands share has one name, one notation and one variable", () => {
  for (const command of ["run", "repl", "serve-stdio"] as const) {
    for (const [name, spec] of Object.entries<OptionSpec>(COMMANDS[command].options)) {
      const { flags, environment } = OPTIONS[name as OptionName];
      assert.deepEqual([spec.flags, spec.environment], [flags, environment], `${command} ${name}`);
    }
  }
});

Deno.test("a variable is named after its option", () => {
  for (const { flags, environment } of Object.values<OptionSpec>(OPTIONS)) {
    if (environment === null) continue;
    const [, long] = /--([\w-]+)/.exec(flags)!;
    assert.equal(environment, `PYSANDBOX_${long!.toUpperCase().replaceAll("-", "_")}`);
  }
});

Deno.test("a value is the option's, else the variable's, and is named by where it comes from", () => {
  const variables = { PYSANDBOX_TIMEOUT: "2s" };
  assert.deepEqual(values(["-t", "5s"], variables).find("timeout"), {
    value: "5s",
    source: "--timeout",
  });
  assert.deepEqual(values([], variables).find("timeout"), {
    value: "2s",
    source: "PYSANDBOX_TIMEOUT",
  });
  assert.equal(values([]).find("timeout"), null);
});

Deno.test("an empty option is a value, an empty variable is none", () => {
  assert.deepEqual(values(["--timeout="]).find("timeout"), { value: "", source: "--timeout" });
  assert.equal(values([], { PYSANDBOX_TIMEOUT: "" }).find("timeout"), null);
});

Deno.test("a program never comes from the environment", () => {
  const variables = { PYSANDBOX_CODE: "1", PYSANDBOX_MODULE: "this" };
  assert.deepEqual(
    ["code", "module"].map((name) => values([], variables).find(name as OptionName)),
    [
      null,
      null,
    ],
  );
});

Deno.test("repl has the defaults of run", () => {
  const found = values([]);
  assert.deepEqual(found.limits(), {
    timeoutMs: 30_000,
    cpuMs: null,
    maxHeapBytes: 256 * MIB,
    maxOutputBytes: 10 * MIB,
  });
  assert.deepEqual([found.walls(), found.seed(), { ...found.env() }], ["auto", null, {}]);
  assert.deepEqual([found.isSet("quiet"), found.isSet("verbose")], [false, false]);
});

Deno.test("every option of repl is read from its words", () => {
  const limits = ["--timeout", "0", "--cpu", "1.5", "-H64", "--max-output=1M"];
  const found = values([...limits, "-e", "A=1", "--seed", "7", "--walls", "require", "-qv"]);
  assert.deepEqual(found.limits(), {
    timeoutMs: null,
    cpuMs: 1500,
    maxHeapBytes: 64 * MIB,
    maxOutputBytes: MIB,
  });
  assert.deepEqual([found.walls(), found.seed(), { ...found.env() }], ["require", 7n, { A: "1" }]);
  assert.deepEqual([found.isSet("quiet"), found.isSet("verbose")], [true, true]);
});

Deno.test("every option of repl is read from the environment", () => {
  const found = values([], {
    PYSANDBOX_TIMEOUT: "1m",
    PYSANDBOX_CPU: "500ms",
    PYSANDBOX_MAX_HEAP: "1G",
    PYSANDBOX_MAX_OUTPUT: "3B",
    PYSANDBOX_ENV: "A=1\nCOPIED",
    PYSANDBOX_SEED: "0",
    PYSANDBOX_WALLS: "off",
    PYSANDBOX_QUIET: "on",
    PYSANDBOX_VERBOSE: "no",
    COPIED: "yes",
  });
  assert.deepEqual(found.limits(), {
    timeoutMs: 60_000,
    cpuMs: 500,
    maxHeapBytes: 1024 * MIB,
    maxOutputBytes: 3,
  });
  assert.deepEqual([found.walls(), found.seed()], ["off", 0n]);
  assert.deepEqual({ ...found.env() }, { A: "1", COPIED: "yes" });
  assert.deepEqual([found.isSet("quiet"), found.isSet("verbose")], [true, false]);
});

const DURATION = "expected a duration such as 500ms, 5s or 2m";

/** A wrong value, what reads it, and the message after the source. */
const REFUSED: [
  option: string,
  variable: string,
  value: string,
  read: (values: OptionValues) => unknown,
  message: string,
][] = [
  [
    "--timeout",
    "PYSANDBOX_TIMEOUT",
    "later",
    (found) => found.limits(),
    `${DURATION}, from 1ms to 8760h, or 0 for off; got 'later'`,
  ],
  [
    "--seed",
    "PYSANDBOX_SEED",
    "-1",
    (found) => found.seed(),
    "expected a whole number from 0 to 18446744073709551615; got '-1'",
  ],
  [
    "--walls",
    "PYSANDBOX_WALLS",
    "high",
    (found) => found.walls(),
    "expected require, auto, off; got 'high'",
  ],
  [
    "--env",
    "PYSANDBOX_ENV",
    "=x",
    (found) => found.env(),
    "expected NAME=VALUE or NAME; got '=x'",
  ],
];

for (const [option, variable, value, read, message] of REFUSED) {
  Deno.test(`repl ${option} ${value} is refused, and named as it was given`, async () => {
    await assertThrown(() => read(values([option, value])), `${option}: ${message}`);
    await assertThrown(() => read(values([], { [variable]: value })), `${variable}: ${message}`);
  });
}

Deno.test("a flag's variable takes yes or no and nothing else, unless the flag itself is given", async () => {
  const variables = { PYSANDBOX_QUIET: "maybe" };
  await assertThrown(
    () => values([], variables).isSet("quiet"),
    "PYSANDBOX_QUIET: expected 1 or 0; got 'maybe'",
  );
  assert.equal(values(["-q"], variables).isSet("quiet"), true);
});

Deno.test("a value that nobody reads is not checked", () => {
  const given: Given = { texts: { seed: "x" }, flags: new Set(), env: ["="], words: [] };
  const found = new OptionValues(given, makeHost({ variables: { PYSANDBOX_WORKERS: "many" } }));
  assert.equal(found.limits().timeoutMs, 30_000);
});
