/** Parses argv: finds the command, and reads its arguments. */
import { type Command, type CommandList, findCommand, type Given, isGroup } from "./command.ts";
import { readArgv } from "./read_argv.ts";

/** What argv requests. */
export type Invocation =
  | {
    readonly kind: "command";
    /** As the user writes it: `run`, `packages build`. */
    readonly name: string;
    readonly command: Command;
    readonly given: Given;
  }
  /** Help for all commands, for a group, or for one. */
  | { readonly kind: "help"; readonly path: readonly string[] }
  | { readonly kind: "version" };

const HELP = new Set(["-h", "--help"]);
const VERSION = new Set(["-V", "--version"]);

/** Parses argv, the executable's own name left out. @throws {UsageError} where it is wrong. */
export async function parse(argv: readonly string[], commands: CommandList): Promise<Invocation> {
  const [first] = argv;
  if (first === undefined || HELP.has(first)) return { kind: "help", path: [] };
  if (VERSION.has(first)) return { kind: "version" };
  return await parseIn(commands, [], argv, commands);
}

/** @param path the groups that `argv` is within. @param all the commands outside of them. */
async function parseIn(
  commands: CommandList,
  path: readonly string[],
  argv: readonly string[],
  all: CommandList,
): Promise<Invocation> {
  const [first, ...rest] = argv;
  if (first === undefined || (path.length > 0 && HELP.has(first))) return { kind: "help", path };
  const here = [...path, first];
  const command = findCommand(commands, first);
  if (command === null) {
    const { optionWithoutCommand, unknownCommand } = await import(
      import.meta.resolve("./usage_error.ts")
    ) as typeof import("./usage_error.ts");
    if (first.startsWith("-")) throw optionWithoutCommand(first, all);
    const otherwise = path.length === 0
      ? `to run a script: pysandbox run ${first}`
      : `see: pysandbox help ${path.join(" ")}`;
    throw unknownCommand(here, commands, otherwise);
  }
  if (isGroup(command)) return await parseIn(command.commands, here, rest, all);
  const { given, wantsHelp, problem } = readArgv(rest, command);
  if (wantsHelp) return { kind: "help", path: here };
  const name = here.join(" ");
  if (problem !== null) {
    const { usageError } = await import(
      import.meta.resolve("./usage_error.ts")
    ) as typeof import("./usage_error.ts");
    throw usageError(problem, name, command, all);
  }
  return { kind: "command", name, command, given };
}
