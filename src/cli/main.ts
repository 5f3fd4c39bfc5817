/** The command: argv in, exit status out. The only place that turns errors into a line on stderr. */
import { CommandError, messageOf } from "../core/errors.ts";
import type { CommandList, Context } from "./command.ts";
import { run } from "./commands/run.ts";
import { THIS_HOST } from "./host.ts";
import { giveUpNetwork, keepsNetwork } from "./network.ts";
import { parse } from "./parse.ts";

/** Runs the command in argv. Never throws: every error becomes one line on stderr and an exit status. */
export async function main(argv: readonly string[]): Promise<number> {
  if (!keepsNetwork(argv)) giveUpNetwork();
  try {
    return await perform(argv, { host: THIS_HOST, commands: await commandsFor(argv) });
  } catch (error) {
    const { sayLast } = await import(
      import.meta.resolve("./say.ts")
    ) as typeof import("./say.ts");
    if (error instanceof CommandError) {
      sayLast(messageOf(error));
      return error.exitCode;
    }
    const { ReaderGoneError } = await import(
      import.meta.resolve("../host/output.ts")
    ) as typeof import("../host/output.ts");
    if (error instanceof ReaderGoneError) {
      const { exitCodeForSignal } = await import(
        import.meta.resolve("../report/exit_code.ts")
      ) as typeof import("../report/exit_code.ts");
      return exitCodeForSignal("SIGPIPE");
    }
    sayLast(`internal error: ${messageOf(error)}`);
    return 125;
  }
}

/** Most starts are of `run`, which says nothing of other commands: it does not wait for their descriptions. */
async function commandsFor(argv: readonly string[]): Promise<CommandList> {
  if (argv[0] === "run") return { run };
  const { COMMANDS } = await import(
    import.meta.resolve("./command_list.ts")
  ) as typeof import("./command_list.ts");
  return COMMANDS;
}

/**
 * Parses argv and runs the command.
 *
 * @returns the exit status.
 * @throws {CommandError} for all that ends with one line on stderr.
 */
export async function perform(argv: readonly string[], context: Context): Promise<number> {
  const { host, commands } = context;
  // Without a command: the program on standard input, or the REPL where that is a terminal.
  const alone = () => host.terminals.stdin ? "repl" : "run";
  const invocation = await parse(argv.length === 0 ? [alone()] : argv, commands);
  switch (invocation.kind) {
    case "command":
      return await invocation.command.run(invocation.given, context);
    case "help": {
      const { helpText } = await import(
        import.meta.resolve("./help_text.ts")
      ) as typeof import("./help_text.ts");
      await host.print(helpText(invocation.path, context));
      return 0;
    }
    case "version": {
      const { versionText } = await import(
        import.meta.resolve("./version.ts")
      ) as typeof import("./version.ts");
      await host.print(`${versionText()}\n`);
      return 0;
    }
  }
}
