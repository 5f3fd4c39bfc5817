/** From the arguments of `vet` to what is asked for. */
import assert from "node:assert/strict";
import { toVetCommand, VET_OPTIONS } from "../../src/cli/commands/vet.ts";
import { assertThrown, givenTo, makeHost, PROCESSORS } from "./hosts.ts";

async function vetCommand(
  argv: readonly string[],
  variables: Record<string, string> = {},
  stdout = false,
) {
  return toVetCommand(await givenTo("vet", argv), makeHost({ variables, terminals: { stdout } }));
}

Deno.test("vet with paths alone has the defaults that its help states", async () => {
  const { request, reports, ...rest } = await vetCommand(["a.py", "b"]);
  assert.deepEqual(request, {
    paths: ["a.py", "b"],
    jobs: PROCESSORS,
    limits: { timeoutMs: 30_000, cpuMs: null, maxHeapBytes: 2 ** 28, maxOutputBytes: 10 * 2 ** 20 },
    walls: "auto",
    expect: "ok",
    isExpectGiven: false,
    failFast: false,
    format: "text",
    quiet: false,
    verbose: false,
  });
  assert.deepEqual([[...reports], rest], [[], {
    seed: null,
    packages: null,
    files: [],
    hasColours: false,
    summary: null,
  }]);
});

Deno.test("each option is what was given, before and after the paths", async () => {
  const { request, reports, seed, files, summary } = await vetCommand(
    [
      "-j3",
      "--expect",
      "ok",
      "a.py",
      "--fail-fast",
      "--format=github",
      "--junit",
      "j",
      "--sarif=s",
      "--jsonl",
      "-",
    ]
      .concat(["-t", "1s", "--cpu", "2s", "-H", "64", "--max-output", "1", "-f", "x", "-f", "y=z"])
      .concat(["--seed", "7", "--walls", "off", "-qv"]),
    { GITHUB_STEP_SUMMARY: "/summary" },
  );
  assert.deepEqual(request, {
    paths: ["a.py"],
    jobs: 3,
    limits: { timeoutMs: 1000, cpuMs: 2000, maxHeapBytes: 2 ** 26, maxOutputBytes: 2 ** 20 },
    walls: "off",
    expect: "ok",
    isExpectGiven: true,
    failFast: true,
    format: "github",
    quiet: true,
    verbose: true,
  });
  assert.deepEqual([...reports], [["jsonl", "-"], ["junit", "j"], ["sarif", "s"]]);
  assert.deepEqual([seed, files.map(({ value }) => value), summary], [
    7n,
    ["x", "y=z"],
    "/summary",
  ]);
});

Deno.test("variables set what no option says", async () => {
  const { request, reports } = await vetCommand(["a"], {
    PYSANDBOX_JOBS: "2",
    PYSANDBOX_EXPECT: "timeout",
    PYSANDBOX_FORMAT: "github",
    PYSANDBOX_FAIL_FAST: "1",
    PYSANDBOX_JUNIT: "j.xml",
  });
  const { jobs, expect, isExpectGiven, format, failFast } = request;
  assert.deepEqual([jobs, expect, isExpectGiven, format, failFast], [
    2,
    "timeout",
    true,
    "github",
    true,
  ]);
  assert.deepEqual([...reports], [["junit", "j.xml"]]);
});

Deno.test("the page about vet names every option", () => {
  const page = Deno.readTextFileSync(new URL("../../docs/vet.md", import.meta.url));
  const [, table] = /\n(\| option [^]*?)\n\n/.exec(page)!;
  const names = Object.values(VET_OPTIONS).map(({ flags }) => /--[\w-]+/.exec(flags)![0]);
  assert.deepEqual(names.filter((name) => !table!.includes(name)), []);
});

Deno.test("colours are for a terminal, and for nobody who wants none", async () => {
  assert.equal((await vetCommand(["a"], {}, true)).hasColours, true);
  assert.equal((await vetCommand(["a"], { NO_COLOR: "1" }, true)).hasColours, false);
});

for (
  const [argv, message] of [
    [["a", "-j", "0"], "--jobs: expected a whole number from 1 to 1024; got '0'"],
    [["a", "-j", "1025"], "--jobs: expected a whole number from 1 to 1024; got '1025'"],
    [["a", "-j", "two"], "--jobs: expected a whole number from 1 to 1024; got 'two'"],
    [
      ["a", "--expect", "internal"],
      "--expect: expected ok, error, timeout, cpu, memory, output, crashed; got 'internal'",
    ],
    [["a", "--format", "xml"], "--format: expected text, github; got 'xml'"],
    [
      ["a", "--junit", "x", "--sarif", "x"],
      "--junit and --sarif: expected two files; got 'x' twice",
    ],
    [
      ["a", "--jsonl", "-", "--junit", "-"],
      "--jsonl and --junit: expected two files; got '-' twice",
    ],
    [
      ["a", "--max-output", "65"],
      "--max-output: expected at most 64MiB with vet, whose reports hold the output in one text; got 65MiB",
    ],
    [[], "missing required argument 'path'"],
  ] as const
) {
  Deno.test(`vet ${argv.join(" ")} is refused, and named as it was given`, async () => {
    await assertThrown(() => vetCommand(argv), message);
  });
}
