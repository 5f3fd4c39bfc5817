import assert from "node:assert/strict";
import { RUN_OPTIONS } from "../../src/cli/commands/run.ts";
import { assertRefused, runCommand, type WholeRunCommand } from "./hosts.ts";

const MIB = 1024 * 1024;

/** Options with a value: two values each, what a command makes of them, and the default. */
const VALUED: Record<string, {
  readonly words: readonly string[];
  readonly variable: string;
  readonly texts: readonly [string, string];
  readonly values: readonly [unknown, unknown];
  readonly fallback: unknown;
  readonly get: (command: WholeRunCommand) => unknown;
}> = {
  timeout: {
    words: ["--timeout", "-t"],
    variable: "PYSANDBOX_TIMEOUT",
    texts: ["5s", "0"],
    values: [5000, null],
    fallback: 30_000,
    get: ({ request }) => request.limits.timeoutMs,
  },
  cpu: {
    words: ["--cpu"],
    variable: "PYSANDBOX_CPU",
    texts: ["500ms", "1.5"],
    values: [500, 1500],
    fallback: null,
    get: ({ request }) => request.limits.cpuMs,
  },
  maxHeap: {
    words: ["--max-heap", "-H"],
    variable: "PYSANDBOX_MAX_HEAP",
    texts: ["64", "1G"],
    values: [64 * MIB, 1024 * MIB],
    fallback: 256 * MIB,
    get: ({ request }) => request.limits.maxHeapBytes,
  },
  maxOutput: {
    words: ["--max-output"],
    variable: "PYSANDBOX_MAX_OUTPUT",
    texts: ["100B", "2MiB"],
    values: [100, 2 * MIB],
    fallback: 10 * MIB,
    get: ({ request }) => request.limits.maxOutputBytes,
  },
  report: {
    words: ["--report"],
    variable: "PYSANDBOX_REPORT",
    texts: ["a.json", "b.json"],
    values: ["a.json", "b.json"],
    fallback: null,
    get: ({ report }) => report,
  },
  seed: {
    words: ["--seed"],
    variable: "PYSANDBOX_SEED",
    texts: ["0", "18446744073709551615"],
    values: [0n, 2n ** 64n - 1n],
    fallback: null,
    get: ({ request }) => request.seed,
  },
  packages: {
    words: ["-p", "--packages"],
    variable: "PYSANDBOX_PACKAGES",
    texts: ["science.env", "/data/other.env"],
    values: ["science.env", "/data/other.env"],
    fallback: null,
    get: ({ packages }) => packages?.value ?? null,
  },
  walls: {
    words: ["--walls"],
    variable: "PYSANDBOX_WALLS",
    texts: ["require", "off"],
    values: ["require", "off"],
    fallback: "auto",
    get: ({ request }) => request.walls,
  },
};

for (const [name, { words, variable, texts, values, fallback, get }] of Object.entries(VALUED)) {
  const find = async (given: readonly string[], variables: Record<string, string> = {}) =>
    get(await runCommand(["-c", "", ...given], { variables }));

  Deno.test(`${name} comes from the command line in each of its forms`, async () => {
    for (const word of words) {
      assert.deepEqual(await find([word, texts[0]]), values[0]);
      const attached = word.startsWith("--") ? `${word}=${texts[1]}` : word + texts[1];
      assert.deepEqual(await find([attached]), values[1]);
    }
  });

  Deno.test(`${name} comes from ${variable} where no option is given`, async () => {
    assert.deepEqual(await find([], { [variable]: texts[0] }), values[0]);
    assert.deepEqual(await find([words[0]!, texts[1]], { [variable]: texts[0] }), values[1]);
  });

  Deno.test(`${name} has its default, also where ${variable} is empty`, async () => {
    assert.deepEqual(await find([]), fallback);
    assert.deepEqual(await find([], { [variable]: "" }), fallback);
  });

  Deno.test(`${name} given twice is what was given last`, async () => {
    assert.deepEqual(await find([words[0]!, texts[0], words[0]!, texts[1]]), values[1]);
  });
}

const TERMINAL = { stdin: true, stdout: true, stderr: true };

/** Options without a value. */
const FLAGS: Record<string, {
  readonly words: readonly string[];
  readonly variable: string;
  readonly get: (command: WholeRunCommand) => boolean;
}> = {
  json: { words: ["--json"], variable: "PYSANDBOX_JSON", get: ({ json }) => json },
  interactive: {
    words: ["-i", "--interactive"],
    variable: "PYSANDBOX_INTERACTIVE",
    get: ({ request }) => request.interactive,
  },
  quiet: { words: ["-q", "--quiet"], variable: "PYSANDBOX_QUIET", get: ({ quiet }) => quiet },
  verbose: {
    words: ["-v", "--verbose"],
    variable: "PYSANDBOX_VERBOSE",
    get: ({ verbose }) => verbose,
  },
};

for (const [name, { words, variable, get }] of Object.entries(FLAGS)) {
  const find = async (given: readonly string[], variables: Record<string, string> = {}) =>
    get(await runCommand(["-c", "", ...given], { variables, terminals: TERMINAL }));

  Deno.test(`${name} is off unless asked for, by option or by ${variable}`, async () => {
    assert.equal(await find([]), false);
    for (const word of words) assert.equal(await find([word]), true);
    for (const yes of ["1", "true", "Yes", "ON"]) {
      assert.equal(await find([], { [variable]: yes }), true);
    }
    for (const no of ["0", "false", "No", "OFF", ""]) {
      assert.equal(await find([], { [variable]: no }), false);
      assert.equal(await find([words[0]!], { [variable]: no }), true);
    }
  });

  Deno.test(`${variable} takes yes or no and nothing else`, async () => {
    await assertRefused(
      ["-c", ""],
      { variables: { [variable]: "maybe" } },
      `${variable}: expected 1 or 0; got 'maybe'`,
    );
  });
}

Deno.test("display is for a report, and off unless asked for, by option or by PYSANDBOX_DISPLAY", async () => {
  const find = async (given: readonly string[], variables: Record<string, string> = {}) =>
    (await runCommand(["-c", "", ...given], { variables })).display;
  assert.equal(await find(["--json"]), false);
  for (const words of [["--json"], ["--report", "r.json"]]) {
    assert.equal(await find([...words, "--display"]), true);
    assert.equal(await find(words, { PYSANDBOX_DISPLAY: "1" }), true);
    assert.equal(await find(words, { PYSANDBOX_DISPLAY: "0" }), false);
  }
  // The variable is a default for all commands; those that have no report have nothing to show in.
  assert.equal(await find([], { PYSANDBOX_DISPLAY: "1" }), false);
  await assertRefused(
    ["-c", "", "--display"],
    {},
    "--display: expected --json or --report, which have what is shown",
  );
  await assertRefused(
    ["-c", "", "--json"],
    { variables: { PYSANDBOX_DISPLAY: "maybe" } },
    "PYSANDBOX_DISPLAY: expected 1 or 0; got 'maybe'",
  );
});

Deno.test("every option of the table is tried here, or in the tests of the program, of env and of files", () => {
  const tried = [...Object.keys(VALUED), ...Object.keys(FLAGS), "code", "module", "env", "display"];
  tried.push("file", "out", "overwrite", "maxFiles"); // In run_command_files_test.ts.
  assert.deepEqual(Object.keys(RUN_OPTIONS).sort(), tried.sort());
});
