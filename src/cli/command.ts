/** How a command describes itself. The parser, help and completions read the same description. */
import type { Host } from "./host.ts";

/** One option of a command. Its key in `Options` is the name by which its values are read. */
export interface OptionSpec {
  /** Short and long name, and the value: `-t, --timeout <duration>`. Without a value it is a flag. */
  readonly flags: string;
  readonly description: string;
  /** The variable that sets the option's default; null where there is none. */
  readonly environment: string | null;
  /** The only values, where there are few. */
  readonly choices?: readonly string[];
  /** Whether the value is a file or folder, for completions. */
  readonly isFile?: boolean;
  /** Whether it is an environment: a file, or a name. */
  readonly isEnvironment?: boolean;
}

/** The options of a command, in the order of its help. */
export type Options = Readonly<Record<string, OptionSpec>>;

/** An argument that is no option. */
export interface OperandSpec {
  /** As the usage line has it: `<required>`, `[optional]`, or `[many...]`, which is the last. */
  readonly notation: string;
  /** Null where the usage line says enough. */
  readonly description: string | null;
  /** What completions offer: files, the names of commands, files and the names of environments, or one of these. */
  readonly values: "files" | "commands" | "environments" | readonly string[];
}

/** What argv holds for one command. */
export interface Given {
  /** The values of each option that was given, in order. An option that is not repeatable means the last. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** The options without a value. */
  readonly flags: ReadonlySet<string>;
  readonly operands: readonly string[];
}

/** What a command gets beside its arguments. */
export interface Context {
  readonly host: Host;
  /** All commands, for those that describe them. */
  readonly commands: CommandList;
}

/** One command. */
export interface Command {
  /** What it does, as one sentence. */
  readonly summary: string;
  /** What its own help says instead, where a sentence is not enough. */
  readonly about?: string;
  /** Lines below the options in its own help. */
  readonly example?: string;
  readonly options: Options;
  readonly operands: readonly OperandSpec[];
  /** Ends the message for an unknown option. */
  readonly unknownOptionHint?: string;
  /** Explains what to do with an operand that the command does not take. */
  readonly excessHint?: (operand: string) => string;
  /**
   * Checks the arguments and runs the command. Modules that take long to load are imported here, not by the file.
   *
   * @returns the exit status.
   * @throws {CommandError} for all that ends with one line on stderr.
   */
  run(given: Given, context: Context): Promise<number>;
}

/** A command whose first argument is the name of another: `packages build`. */
export interface CommandGroup {
  readonly summary: string;
  readonly about?: string;
  readonly commands: CommandList;
}

/** Commands by name, in the order of help. */
export type CommandList = Readonly<Record<string, Command | CommandGroup>>;

/** Whether a command is a group of others. */
export function isGroup(command: Command | CommandGroup): command is CommandGroup {
  return "commands" in command;
}

/** The command of that name; null where there is none. */
export function findCommand(commands: CommandList, name: string): Command | CommandGroup | null {
  return Object.hasOwn(commands, name) ? commands[name]! : null;
}
