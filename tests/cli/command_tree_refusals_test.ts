import assert from "node:assert/strict";
import { UsageError } from "../../src/core/errors.ts";
import { parseCommandLine } from "../../src/cli/command_tree.ts";

const REFUSED: [what: string, words: string[], message: string][] = [
  [
    "an unknown option of run",
    ["run", "a.py", "--no-color"],
    "unknown option '--no-color'; words for the program go after --",
  ],
  [
    "a misspelt option, with what was meant",
    ["run", "--timout", "5"],
    "unknown option '--timout' (Did you mean --timeout?); words for the program go after --",
  ],
  [
    "an unknown short option",
    ["run", "-x"],
    "unknown option '-x'; words for the program go after --",
  ],
  [
    "a value for an option that takes none",
    ["run", "--quiet=1"],
    "unknown option '--quiet=1' (Did you mean --quiet?); words for the program go after --",
  ],
  [
    "an option without its value",
    ["run", "a.py", "--timeout"],
    "option '-t, --timeout <duration>' argument missing",
  ],
  [
    "an unknown command",
    ["script.py"],
    "unknown command 'script.py' (to run a script: pysandbox run script.py)",
  ],
  [
    "an unknown command with options of run",
    ["script.py", "--timeout", "5s"],
    "unknown command 'script.py' (to run a script: pysandbox run script.py)",
  ],
  [
    "a word after licenses",
    ["licenses", "deno"],
    "too many arguments for 'licenses'. Expected 0 arguments but got 1: deno.",
  ],
  [
    "a word after doctor",
    ["doctor", "who"],
    "too many arguments for 'doctor'. Expected 0 arguments but got 1: who.",
  ],
  [
    "an option that doctor does not have, without a word of programs",
    ["doctor", "--timeout"],
    "unknown option '--timeout'",
  ],
  ["completions without a shell", ["completions"], "missing required argument 'shell'"],
  [
    "completions for two shells",
    ["completions", "bash", "zsh"],
    "too many arguments for 'completions'. Expected 1 argument but got 2: bash, zsh.",
  ],
];

for (const [what, words, message] of REFUSED) {
  Deno.test(`${what} is refused`, () => {
    assert.throws(() => parseCommandLine(words, ""), (error: unknown) => {
      assert(error instanceof UsageError, String(error));
      assert.equal(error.message, message);
      return true;
    });
  });
}

Deno.test("help for an unknown command is refused, and names the command", () => {
  assert.throws(() => parseCommandLine(["help", "nosuch"], ""), (error: unknown) => {
    assert(error instanceof UsageError);
    assert.match(error.message, /^unknown command 'nosuch'/);
    return true;
  });
});
