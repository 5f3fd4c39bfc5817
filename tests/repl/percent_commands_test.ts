import assert from "node:assert/strict";
import { MEBIBYTE } from "../../src/core/units.ts";
import {
  describeLimits,
  describeTime,
  parseCommand,
  statementOf,
} from "../../src/repl/percent_commands.ts";

Deno.test("commands begin with a percent sign, and anything else is Python", () => {
  assert.deepEqual(parseCommand("%limits "), { kind: "limits" });
  assert.deepEqual(parseCommand("%reset"), { kind: "reset" });
  assert.deepEqual(parseCommand("%time f(\n  1)"), { kind: "time", statement: "f(\n  1)" });
  for (const source of ["limits", "x % limits", " %limits", "", "'%limits'"]) {
    assert.equal(parseCommand(source), null);
  }
});

Deno.test("a command that is wrong says what is right", () => {
  const whys = [
    "%cd /",
    "%",
    "%time",
    "%time \n",
    "%limits 5",
    "%reset now",
    `%${"x".repeat(99)}\x1b`,
  ]
    .map((source) => {
      const command = parseCommand(source);
      return command?.kind === "wrong" ? command.why : command;
    });
  assert.deepEqual(whys, [
    "expected one of %limits, %time STATEMENT, %reset; got '%cd /'",
    "expected one of %limits, %time STATEMENT, %reset; got '%'",
    "%time: expected a statement",
    "%time: expected a statement",
    "%limits takes nothing behind it",
    "%reset takes nothing behind it",
    `expected one of %limits, %time STATEMENT, %reset; got '%${"x".repeat(39)}'`,
  ]);
});

Deno.test("what decides whether a source is whole is the Python in it", () => {
  assert.equal(statementOf("def f():"), "def f():");
  assert.equal(statementOf("%time def f():"), "def f():");
  assert.equal(statementOf("%limits"), null);
  assert.equal(statementOf("%wrong ("), null);
});

Deno.test("limits and times are tables", () => {
  const limits = {
    timeoutMs: null,
    cpuMs: 1500,
    maxHeapBytes: 64 * MEBIBYTE,
    maxOutputBytes: MEBIBYTE,
  };
  assert.equal(
    describeLimits(limits, 34.56 * MEBIBYTE),
    `timeout     off    a statement, wall clock
cpu         1.5s   a statement, processor time
max-heap    64MiB  34.6 MiB used
max-output  1MiB   a statement, stdout and stderr together
`,
  );
  assert.equal(
    describeTime({ wallMs: 12_345, cpuMs: 9999.94, heapBytes: 34 * MEBIBYTE }),
    "wall clock  12.35 s\nprocessor   9999.9 ms\nmemory      34.0 MiB used\n",
  );
});
