/** What a value comes from and what is made of it: as `repl` has it, whose options are those of several commands. */
import assert from "node:assert/strict";
import { OptionValues } from "../../src/cli/option_values.ts";
import type { Given } from "../../src/cli/command.ts";
import { REPL_OPTIONS } from "../../src/cli/commands/repl.ts";
import { RUN_OPTIONS } from "../../src/cli/commands/run.ts";
import { ALL_COMMANDS, assertThrown, givenTo, makeHost } from "./hosts.ts";

const MIB = 1024 * 1024;

type ReplValues = OptionValues<keyof typeof REPL_OPTIONS>;

/** The values of the arguments of `repl`. */
async function values(
  argv: string[],
  variables: Record<string, string> = {},
): Promise<ReplValues> {
  return new OptionValues(REPL_OPTIONS, await givenTo("repl", argv), makeHost({ variables }));
}

/** The options of all commands. */
const OPTIONS = ALL_COMMANDS.flatMap(([, { options }]) => Object.entries(options));

Deno.test("what two commands share has one name, one notation and one variable", () => {
  const variables = new Map<string, string>();
  const names = new Map<string, string>();
  for (const [name, { flags, environment }] of OPTIONS) {
    // doctor's has no variable: it is no default of that command.
    if (environment === null) continue;
    assert.equal(names.get(name) ?? flags, flags);
    assert.equal(variables.get(environment) ?? name, name);
    names.set(name, flags);
    variables.set(environment, name);
  }
  assert(names.size > 15);
});

Deno.test("a variable is named after its option", () => {
  for (const [, { flags, environment }] of OPTIONS) {
    if (environment === null) continue;
    const [, long] = /--([\w-]+)/.exec(flags)!;
    assert.equal(environment, `PYSANDBOX_${long!.toUpperCase().replaceAll("-", "_")}`);
  }
});

Deno.test("a value is the option's, else the variable's, and is named by where it comes from", async () => {
  const variables = { PYSANDBOX_TIMEOUT: "2s" };
  assert.deepEqual((await values(["-t", "5s"], variables)).find("timeout"), {
    value: "5s",
    source: "--timeout",
  });
  assert.deepEqual((await values([], variables)).find("timeout"), {
    value: "2s",
    source: "PYSANDBOX_TIMEOUT",
  });
  assert.equal((await values([])).find("timeout"), null);
});

Deno.test("an empty option is a value, an empty variable is none", async () => {
  assert.deepEqual((await values(["--timeout="])).find("timeout"), {
    value: "",
    source: "--timeout",
  });
  assert.equal((await values([], { PYSANDBOX_TIMEOUT: "" })).find("timeout"), null);
});

Deno.test("a program never comes from the environment", async () => {
  const variables = { PYSANDBOX_CODE: "1", PYSANDBOX_MODULE: "this" };
  const found = new OptionValues(RUN_OPTIONS, await givenTo("run", []), makeHost({ variables }));
  assert.deepEqual([found.find("code"), found.find("module")], [null, null]);
});

Deno.test("repl has the defaults of run", async () => {
  const found = await values([]);
  assert.deepEqual(found.limits(), {
    timeoutMs: 30_000,
    cpuMs: null,
    maxHeapBytes: 256 * MIB,
    maxOutputBytes: 10 * MIB,
  });
  assert.deepEqual([found.walls(), found.seed(), { ...found.env() }], ["auto", null, {}]);
  assert.deepEqual([found.isSet("quiet"), found.isSet("verbose")], [false, false]);
});

Deno.test("every option of repl is read from its words", async () => {
  const limits = ["--timeout", "0", "--cpu", "1.5", "-H64", "--max-output=1M"];
  const found = await values([...limits, "-e", "A=1", "--seed", "7", "--walls", "require", "-qv"]);
  assert.deepEqual(found.limits(), {
    timeoutMs: null,
    cpuMs: 1500,
    maxHeapBytes: 64 * MIB,
    maxOutputBytes: MIB,
  });
  assert.deepEqual([found.walls(), found.seed(), { ...found.env() }], ["require", 7n, { A: "1" }]);
  assert.deepEqual([found.isSet("quiet"), found.isSet("verbose")], [true, true]);
});

Deno.test("every option of repl is read from the environment", async () => {
  const found = await values([], {
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
  read: (values: ReplValues) => unknown,
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
    await assertThrown(async () => read(await values([option, value])), `${option}: ${message}`);
    await assertThrown(
      async () => read(await values([], { [variable]: value })),
      `${variable}: ${message}`,
    );
  });
}

Deno.test("a flag's variable takes yes or no and nothing else, unless the flag itself is given", async () => {
  const variables = { PYSANDBOX_QUIET: "maybe" };
  await assertThrown(
    async () => (await values([], variables)).isSet("quiet"),
    "PYSANDBOX_QUIET: expected 1 or 0; got 'maybe'",
  );
  assert.equal((await values(["-q"], variables)).isSet("quiet"), true);
});

Deno.test("a value that nobody reads is not checked", () => {
  const given: Given = {
    values: { seed: ["x"], env: ["="] },
    flags: new Set(),
    operands: [],
  };
  const found = new OptionValues(
    REPL_OPTIONS,
    given,
    makeHost({ variables: { PYSANDBOX_QUIET: "many" } }),
  );
  assert.equal(found.limits().timeoutMs, 30_000);
});
