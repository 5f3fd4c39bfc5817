import assert from "node:assert/strict";
import { dedent } from "../../src/cli/dedent.ts";

/** A text, and what CPython 3.14 makes of it: what `textwrap.dedent` does, where there is anything to remove. */
const CASES: [what: string, code: string, expected: string][] = [
  ["nothing", "", ""],
  ["a line without indentation", "print(1)", "print(1)"],
  ["lines that are all indented", "\n    import math\n    x = 1\n", "\nimport math\nx = 1\n"],
  ["a block below", "  if 1:\n      x\n  y", "if 1:\n    x\ny"],
  ["a first line that is not indented", "if 1:\n    x", "if 1:\n    x"],
  ["a last line that is not indented", "    x\ny", "    x\ny"],
  ["tabs", "\t\tx\n\ty", "\tx\ny"],
  ["tabs and blanks with a common start", " \tx\n  y", "\tx\n y"],
  ["tabs and blanks without one", "\tx\n  y", "\tx\n  y"],
  ["blank lines, which do not count", "  x\n \n\n   \t\n  y\n ", "x\n\n\n\ny\n"],
  ["blank lines of a text that stays as it is", "x\n  \ny", "x\n  \ny"],
  ["nothing but blanks", "  \n\t", "  \n\t"],
  ["an indented string", "  s = '''\n    a\n  '''", "s = '''\n  a\n'''"],
  ["other white space, which is none", "\u00a0 x", "\u00a0 x"],
];

for (const [what, code, expected] of CASES) {
  Deno.test(`-c as CPython takes it: ${what}`, () => {
    assert.equal(dedent(code), expected);
  });
}
