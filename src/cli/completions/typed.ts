/** What can be typed after `pysandbox`, as the scripts of all shells need it. */
import { COMMANDS, type CommandSpec } from "../commands.ts";
import type { OptionSpec } from "../options.ts";

/** One option, as it is typed. */
export interface TypedOption {
  /** `-t` and `--timeout`; or the long name alone. */
  readonly names: readonly string[];
  readonly description: string;
  /** What its value is called, such as `duration`; null where it takes none. */
  readonly value: string | null;
  /** What its value may be: a file, one of these, or, null, what only the user can know. */
  readonly offer: "files" | readonly string[] | null;
}

/** One command, as it is typed. */
export interface TypedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly TypedOption[];
  readonly words: CommandSpec["words"];
}

/** Options of every command, and of none: what they show. */
export const HELP = "show help";
export const VERSION = "show the versions of all that is inside";

/** All commands. */
export function typedCommands(): TypedCommand[] {
  return Object.entries<CommandSpec>(COMMANDS).map(([name, { summary, options, words }]) => ({
    name,
    // A list of completions is no prose.
    summary: summary.replace(/\.$/, ""),
    options: Object.values(options).map(typedOption),
    words,
  }));
}

function typedOption({ flags, description, choices, isFile }: OptionSpec): TypedOption {
  return {
    names: [...flags.matchAll(/(?<![\w<])--?[\w-]+/g)].map(([name]) => name),
    description,
    value: /<(.+)>/.exec(flags)?.[1] ?? null,
    offer: choices ?? (isFile ? "files" : null),
  };
}
