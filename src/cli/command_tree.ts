/** The command tree, as Commander has it. What it finds goes on as `Given`; nothing later sees argv. */
import { Command, CommanderError, Option } from "commander";
import { UsageError } from "../core/errors.ts";
import { type CommandName, COMMANDS, type CommandSpec, SHELLS } from "./commands.ts";
import type { Given } from "./option_values.ts";
import { type OptionName, OPTIONS, type OptionSpec } from "./options.ts";
import { optionWithoutCommand, refuseWords, rephrase, unknownCommand } from "./usage_hints.ts";

/** What the user asked for. */
export type Invocation =
  | { readonly command: "run"; readonly given: Given }
  | { readonly command: "repl"; readonly given: Given }
  | { readonly command: "serve-stdio"; readonly given: Given }
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
    .helpCommand("help [command]", COMMANDS.help.summary)
    .version(version, "-V, --version", "versions of pysandbox, Python, Pyodide, Deno and V8")
    .addHelpText("after", "\nAlone on a terminal, pysandbox starts the REPL;")
    .addHelpText("after", "alone in a pipe, it runs the program on standard input.")
    .action((_options: unknown, self: Command) => {
      const [word] = self.args;
      if (word?.startsWith("-")) throw optionWithoutCommand(word);
      if (word !== undefined) {
        throw unknownCommand(word, `to run a script: pysandbox run ${word}`);
      }
      const given = { texts: {}, flags: new Set<OptionName>(), env: [], words: [] };
      invocation = { command: "run", given };
    })
    .allowUnknownOption()
    .allowExcessArguments();

  const run = root.command("run")
    .usage("[options] [script] [args...]")
    .argument("[script]", "a Python file, or - for standard input")
    .argument(
      "[args...]",
      "sys.argv[1:] of the program; put -- before words that look like options",
    )
    .action((_script: unknown, _args: unknown, _options: unknown, self: Command) => {
      invocation = { command: "run", given: toGiven(self) };
    });

  const repl = root.command("repl")
    .action((_options: unknown, self: Command) => {
      refuseWords("repl", self.args);
      invocation = { command: "repl", given: toGiven(self) };
    });

  const serve = root.command("serve-stdio")
    .action((_options: unknown, self: Command) => {
      refuseWords("serve-stdio", self.args);
      invocation = { command: "serve-stdio", given: toGiven(self) };
    });

  root.command("doctor")
    .action(({ json = false }: { readonly json?: boolean }) => {
      invocation = { command: "doctor", json };
    });

  root.command("completions")
    .argument("<shell>", SHELLS.join(", "))
    .action((shell: string) => {
      invocation = { command: "completions", shell };
    });

  root.command("licenses")
    .action(() => {
      invocation = { command: "licenses" };
    });

  for (const command of root.commands) {
    describe(command, COMMANDS[command.name() as CommandName]);
    command.allowExcessArguments(false).allowUnknownOption(false);
  }
  for (const command of [run, repl, serve]) command.allowExcessArguments();
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
      // Commander knows no help for help itself.
      if (words[1] === "help") return parseCommandLine(["help"], version);
      throw unknownCommand(words[1]!, "see: pysandbox help");
    }
    throw new UsageError(rephrase(error.message, words[0]));
  }
  return invocation ?? { command: "print", text: printed };
}

/** Gives a command its options and its help. */
function describe(command: Command, { summary, about, example, options }: CommandSpec): void {
  command.summary(summary).description(about ?? summary);
  for (const spec of Object.values(options)) command.addOption(toOption(spec));
  if (example !== undefined) command.addHelpText("after", `\nExample:\n  ${example}`);
}

function toOption(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.description);
  if (option.long === "--env") option.argParser((value, all: string[] = []) => [...all, value]);
  return option;
}

function toGiven(command: Command): Given {
  const found = command.opts() as Record<string, unknown>;
  const texts: Partial<Record<OptionName, string>> = {};
  const flags = new Set<OptionName>();
  for (const name of Object.keys(OPTIONS) as OptionName[]) {
    const value = found[name];
    if (typeof value === "string") texts[name] = value;
    if (value === true) flags.add(name);
  }
  return { texts, flags, env: (found.env as string[] | undefined) ?? [], words: command.args };
}
