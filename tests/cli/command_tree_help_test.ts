import assert from "node:assert/strict";
import { parseCommandLine } from "../../src/cli/command_tree.ts";
import { RUN_OPTIONS } from "../../src/cli/options.ts";

function printed(...words: string[]): string {
  const invocation = parseCommandLine(words, "");
  assert(invocation.command === "print");
  return invocation.text;
}

Deno.test("help is the same in each way of asking for it", () => {
  assert.equal(printed("--help"), printed("help"));
  assert.equal(printed("-h"), printed("help"));
  for (const command of ["run", "doctor", "completions", "licenses"]) {
    assert.equal(printed(command, "--help"), printed("help", command));
    assert.equal(printed(command, "-h"), printed("help", command));
  }
  assert.equal(printed("run", "a.py", "--help"), printed("help", "run"));
});

Deno.test("help begins with the usage and says what pysandbox is for", () => {
  assert.deepEqual(printed("--help").split("\n").slice(0, 3), [
    "Usage: pysandbox [command] [options]",
    "",
    "Runs untrusted Python safely: one executable, offline, with hard limits.",
  ]);
  assert.match(
    printed("--help"),
    /\nAlone in a pipe, pysandbox runs the program on standard input\.\n$/,
  );
  assert.match(
    printed("help", "run"),
    /^Usage: pysandbox run \[options\] \[script\] \[args\.\.\.\]\n/,
  );
});

Deno.test("help names every command", () => {
  for (const command of ["run", "doctor", "completions", "licenses", "help"]) {
    assert.match(printed("--help"), new RegExp(`^  ${command} `, "m"));
  }
});

Deno.test("the help of run names every option with its description", () => {
  // Words only: where the lines are broken is not the point.
  const help = printed("help", "run").replaceAll(/\s+/g, " ");
  for (const { flags, description } of Object.values(RUN_OPTIONS)) {
    assert(help.includes(`${flags} ${description}`), flags);
  }
});

Deno.test("help states the defaults", () => {
  const help = printed("help", "run").replaceAll(/\s+/g, " ");
  for (
    const text of ["(default: 30s)", "(default: off)", "(default: 256MiB)", "(default: 10MiB)"]
  ) {
    assert(help.includes(text), text);
  }
});
