import assert from "node:assert/strict";
import { UsageError } from "../../src/core/errors.ts";
import { COMMANDS } from "../../src/cli/command_list.ts";
import { perform } from "../../src/cli/main.ts";
import { makeHost } from "./hosts.ts";

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
    "an option with two letters swapped, with what was meant",
    ["run", "--jsno"],
    "unknown option '--jsno' (Did you mean --json?); words for the program go after --",
  ],
  [
    "the beginning of an option, with what was meant",
    ["run", "--time=5s"],
    "unknown option '--time=5s' (Did you mean --timeout?); words for the program go after --",
  ],
  [
    "the beginning of two options",
    ["run", "--max", "64"],
    "unknown option '--max'; words for the program go after --",
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
    "the beginning of one command, with what was meant",
    ["serve"],
    "unknown command 'serve' (Did you mean serve-stdio?)",
  ],
  [
    "the beginning of two commands",
    ["r"],
    "unknown command 'r' (to run a script: pysandbox run r)",
  ],
  ["no name at all", [""], "unknown command '' (to run a script: pysandbox run )"],
  [
    "help for the beginning of a command",
    ["help", "serve"],
    "unknown command 'serve' (Did you mean serve-stdio?)",
  ],
  [
    "help for an unknown command",
    ["help", "nosuch"],
    "unknown command 'nosuch' (see: pysandbox help)",
  ],
  ["an option without a command", ["-c", "1"], "unknown option '-c'; commands that have it: run"],
  [
    "an option before its command",
    ["-q", "serve-stdio"],
    "unknown option '-q'; commands that have it: run, repl, vet, serve-stdio, mcp",
  ],
  [
    "an option with its value, without a command",
    ["--workers=3"],
    "unknown option '--workers=3'; commands that have it: serve-stdio, mcp",
  ],
  ["an option that no command has", ["--nosuch"], "unknown option '--nosuch'"],
  [
    "a script for repl",
    ["repl", "script.py"],
    "repl takes options only; got 'script.py' (to run a script and keep its names: pysandbox run -i script.py)",
  ],
  [
    "a word among the options of repl",
    ["repl", "-q", "a.py", "b.py", "--timeout", "5s"],
    "repl takes options only; got 'a.py' (to run a script and keep its names: pysandbox run -i a.py)",
  ],
  [
    "an option of run for repl",
    ["repl", "-c", "1"],
    "unknown option '-c'; commands that have it: run",
  ],
  [
    "an option of run and of doctor for repl",
    ["repl", "--json"],
    "unknown option '--json'; commands that have it: run, doctor",
  ],
  [
    "a joined option of run for repl",
    ["repl", "-c1"],
    "unknown option '-c1'; commands that have it: run",
  ],
  ["an unknown option of repl", ["repl", "-x"], "unknown option '-x'"],
  [
    "an option of repl without its value",
    ["repl", "--seed"],
    "option '--seed <n>' argument missing",
  ],
  [
    "a word for serve-stdio",
    ["serve-stdio", "x"],
    `serve-stdio takes options only; got 'x' (programs come as lines on standard input: {"code": "4 + 5"})`,
  ],
  [
    "a word after -- for serve-stdio",
    ["serve-stdio", "--workers", "2", "--", "-x"],
    `serve-stdio takes options only; got '-x' (programs come as lines on standard input: {"code": "4 + 5"})`,
  ],
  [
    "- for serve-stdio",
    ["serve-stdio", "-"],
    `serve-stdio takes options only; got '-' (programs come as lines on standard input: {"code": "4 + 5"})`,
  ],
  [
    "an option of serve-stdio without its value",
    ["serve-stdio", "--spares"],
    "option '--spares <n>' argument missing",
  ],
  [
    "a misspelt option of serve-stdio, with what was meant",
    ["serve-stdio", "--sesion-idle", "5m"],
    "unknown option '--sesion-idle' (Did you mean --session-idle?)",
  ],
  [
    "an option of run for serve-stdio",
    ["serve-stdio", "--report", "r.json"],
    "unknown option '--report'; commands that have it: run",
  ],
  [
    "an option of serve-stdio for run",
    ["run", "--workers", "3"],
    "unknown option '--workers'; words for the program go after --",
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
    "unknown option '--timeout'; commands that have it: run, repl, vet, serve-stdio, mcp",
  ],
  [
    "a word after the command that help is asked for",
    ["help", "run", "a.py"],
    "unknown command 'run a.py' (see: pysandbox help)",
  ],
  [
    "an option of pysandbox itself behind a command",
    ["run", "a.py", "--version"],
    "unknown option '--version'; words for the program go after --",
  ],
  ["completions without a shell", ["completions"], "missing required argument 'shell'"],
  [
    "completions for two shells",
    ["completions", "bash", "zsh"],
    "too many arguments for 'completions'. Expected 1 argument but got 2: bash, zsh.",
  ],
];

for (const [what, words, message] of REFUSED) {
  Deno.test(`${what} is refused`, async () => {
    const refused = perform(words, { host: makeHost(), commands: COMMANDS });
    await assert.rejects(refused, (error: unknown) => {
      assert(error instanceof UsageError, String(error));
      assert.deepEqual([error.message, error.exitCode], [message, 2]);
      return true;
    });
  });
}
