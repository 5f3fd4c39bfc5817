/** What can be typed after `pysandbox`, as the scripts of all shells need it. */
import { type Command, type CommandList, isGroup, type OptionSpec } from "../command.ts";
import { namesOf } from "../read_argv.ts";

/** One option, as it is typed. */
export interface TypedOption {
  /** `-t` and `--timeout`; or the long name alone. */
  readonly names: readonly string[];
  readonly description: string;
  /** What its value is called, such as `duration`; null where it takes none. */
  readonly value: string | null;
  /** What its value may be: a file, an environment by path or name, one of these, or, null, what only the user can know. */
  readonly offer: "files" | "environments" | readonly string[] | null;
}

/** One command, as it is typed. */
export interface TypedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly TypedOption[];
  /** What its operands may be; null where it takes none. */
  readonly operands: "files" | "commands" | "environments" | readonly string[] | null;
  /** The commands of a group; null for a command of its own. */
  readonly commands: readonly TypedCommand[] | null;
}

/**
 * The folder with the environments that have names, in double quotes of a shell of POSIX, by `os`; where its variables say nothing, it is
 * one that is not there. `src/packages/store/names.ts` says the same.
 */
export function environmentsFolder(os: typeof Deno.build.os): string {
  const folder = os === "windows"
    ? "${LOCALAPPDATA-}"
    : os === "darwin"
    ? "${HOME-}/Library/Application Support"
    : "${XDG_DATA_HOME:-${HOME-}/.local/share}";
  return `${folder}/pysandbox/environments`;
}

/** Options of every command, and of none: what they show. */
export const HELP = "show help";
export const VERSION = "show the versions of all that is inside";

/** All commands. */
export function typedCommands(commands: CommandList): TypedCommand[] {
  return Object.entries(commands).map(([name, command]) => {
    // A list of completions is no prose.
    const shown = { name, summary: command.summary.replace(/\.$/, "") };
    return isGroup(command)
      ? { ...shown, options: [], operands: null, commands: typedCommands(command.commands) }
      : { ...shown, ...typedArguments(command), commands: null };
  });
}

function typedArguments(
  { options, operands }: Command,
): Pick<TypedCommand, "options" | "operands"> {
  return {
    options: Object.values(options).map(typedOption),
    operands: operands[0]?.values ?? null,
  };
}

function typedOption(
  { flags, description, choices, isFile, isEnvironment }: OptionSpec,
): TypedOption {
  return {
    names: namesOf({ flags }),
    description,
    value: /<(.+)>/.exec(flags)?.[1] ?? null,
    offer: choices ?? (isEnvironment ? "environments" : isFile ? "files" : null),
  };
}
