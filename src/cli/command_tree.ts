/** The command tree, as Commander has it. What it finds goes on as `Given`; nothing later sees argv. */
import { Command, CommanderError, Option } from "commander";
import { UsageError } from "../core/errors.ts";
import { type OptionName, type OptionSpec, RUN_OPTIONS } from "./options.ts";
import type { Given } from "./run_request.ts";

/** What the user asked for. */
export type Invocation =
  | { readonly command: "run"; readonly given: Given }
  | { readonly command: "doctor"; readonly json: boolean }
  | { readonly command: "completions"; readonly shell: string }
  | { readonly command: "licenses" }
  | { readonly command: "print"; readonly text: string };

/** Parses the words after the command's own name. @throws {UsageError} where they are wrong. */
export function parseCommandLine(words: readonly string[], version: string): Invocation {
  let printed = "";
  let invocation: Invocation | null = null;
  const root = new Command("pysandbox")
    .description("Runs untrusted Python safely: one executable, offline, with hard limits.")
    .usage("[command] [options]")
    .helpCommand("help [command]", "show help for a command")
    .version(version, "-V, --version", "versions of pysandbox, Python, Pyodide, Deno and V8")
    .addHelpText("after", "\nAlone in a pipe, pysandbox runs the program on standard input.")
    .action((_options: unknown, self: Command) => {
      const word = self.args.find((arg) => !arg.startsWith("-"));
      if (word === undefined && self.args.length > 0) {
        throw new UsageError(`unknown option '${self.args[0]}'`);
      }
      if (word !== undefined) {
        throw new UsageError(`unknown command '${word}' (to run a script: pysandbox run ${word})`);
      }
      const given = { texts: {}, flags: new Set<OptionName>(), env: [], words: [] };
      invocation = { command: "run", given };
    })
    .allowUnknownOption()
    .allowExcessArguments();

  const run = root.command("run")
    .description("Runs one program and exits with its verdict.")
    .usage("[options] [script] [args...]")
    .argument("[script]", "a Python file, or - for standard input")
    .argument(
      "[args...]",
      "sys.argv[1:] of the program; put -- before words that look like options",
    )
    .action((_script: unknown, _args: unknown, _options: unknown, self: Command) => {
      invocation = { command: "run", given: toGiven(self) };
    });
  for (const spec of Object.values(RUN_OPTIONS)) run.addOption(toOption(spec));

  root.command("doctor")
    .description("Tries on this machine all that keeps a program in, and says what is missing.")
    .option("--json", "print one JSON object instead of the table")
    .action(({ json = false }: { readonly json?: boolean }) => {
      invocation = { command: "doctor", json };
    });

  root.command("completions")
    .description("Prints a completion script for bash, zsh or fish.")
    .argument("<shell>", "bash, zsh or fish")
    .action((shell: string) => {
      invocation = { command: "completions", shell };
    });

  root.command("licenses")
    .description("Prints the licences of all that is inside.")
    .action(() => {
      invocation = { command: "licenses" };
    });

  for (const command of root.commands) {
    command.allowExcessArguments(false).allowUnknownOption(false);
  }
  run.allowExcessArguments();
  for (const command of [root, ...root.commands]) {
    command.exitOverride().showSuggestionAfterError();
    command.configureOutput({ writeOut: (text) => printed += text, writeErr: () => {} });
  }
  try {
    root.parse(words, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { command: "print", text: printed };
    if (error.code === "commander.help") {
      throw new UsageError(`unknown command '${words[1]}' (see: pysandbox help)`);
    }
    throw new UsageError(rephrase(error.message, words[0] === "run"));
  }
  return invocation ?? { command: "print", text: printed };
}

function toOption(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.description);
  if (option.long === "--env") option.argParser((value, all: string[] = []) => [...all, value]);
  return option;
}

function toGiven(run: Command): Given {
  const found = run.opts() as Record<string, unknown>;
  const texts: Partial<Record<OptionName, string>> = {};
  const flags = new Set<OptionName>();
  for (const name of Object.keys(RUN_OPTIONS) as OptionName[]) {
    const value = found[name];
    if (typeof value === "string") texts[name] = value;
    if (value === true) flags.add(name);
  }
  return { texts, flags, env: (found.env as string[] | undefined) ?? [], words: run.args };
}

/** Commander's message on one line, with the way out where there is one. */
function rephrase(message: string, hasProgram: boolean): string {
  const line = message.replace(/^error: /, "").replaceAll(/\s*\n\s*/g, " ").trim();
  const isHintOfUse = hasProgram && /^unknown option/.test(line);
  return isHintOfUse ? `${line}; words for the program go after --` : line;
}
