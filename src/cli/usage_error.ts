/** Errors of the command line, each with a hint where there is one. Loaded only for an error. */
import { UsageError } from "../core/errors.ts";
import { nearName } from "../core/near_name.ts";
import { type Command, type CommandList, isGroup } from "./command.ts";
import { namesOf, type Problem } from "./read_argv.ts";

/**
 * The command is unknown.
 *
 * @param path its name behind those of the groups that it is looked for in.
 * @param commands what there is in the last of these.
 * @param otherwise what to do where no command comes near.
 */
export function unknownCommand(
  path: readonly string[],
  commands: CommandList,
  otherwise: string,
): UsageError {
  const [name, ...groups] = [path.at(-1)!, ...path.slice(0, -1)];
  const [meant, ...others] = Object.keys(commands).filter((known) => known.startsWith(name));
  const hint = meant !== undefined && others.length === 0
    ? `Did you mean ${[...groups, meant].join(" ")}?`
    : otherwise;
  return new UsageError(`unknown command '${path.join(" ")}' (${hint})`);
}

/** An option in place of a command. */
export function optionWithoutCommand(argument: string, commands: CommandList): UsageError {
  return new UsageError(`unknown option '${argument}'${owners(argument, commands)}`);
}

/** The arguments of a command are wrong. @param name as the user writes it: `packages build`. */
export function usageError(
  problem: Problem,
  name: string,
  command: Command,
  commands: CommandList,
): UsageError {
  switch (problem.kind) {
    case "missing-value":
      return new UsageError(`option '${problem.flags}' argument missing`);
    case "missing-operand":
      return new UsageError(`missing required argument '${problem.name}'`);
    case "excess-operand":
      return new UsageError(excess(problem.operands, name, command));
    case "unknown-option": {
      const { argument } = problem;
      const near = nearOption(argument, command);
      const line = `unknown option '${argument}'${near === null ? "" : ` (Did you mean ${near}?)`}`;
      const hint = command.unknownOptionHint;
      return new UsageError(
        hint === undefined ? line + owners(argument, commands) : `${line}; ${hint}`,
      );
    }
  }
}

function excess(found: readonly string[], name: string, command: Command): string {
  const most = command.operands.length;
  if (command.excessHint !== undefined) {
    const operand = found[most]!;
    return `${name} takes options only; got '${operand}' (${command.excessHint(operand)})`;
  }
  return `too many arguments for '${name}'. Expected ${most} argument${most === 1 ? "" : "s"} ` +
    `but got ${found.length}: ${found.join(", ")}.`;
}

function nearOption(argument: string, { options }: Command): string | null {
  const written = /^--([^=]+)/.exec(argument)?.[1];
  if (written === undefined) return null;
  const long = [...Object.values(options).flatMap(namesOf), "--help"]
    .filter((name) => name.startsWith("--")).map((name) => name.slice(2));
  // The beginning of a name is further from it than a typing error.
  const [meant, ...others] = long.filter((name) => name.startsWith(written));
  const near = nearName(written, long) ?? (others.length === 0 ? meant : undefined);
  return near === undefined ? null : `--${near}`;
}

/** The commands that have an option, given as `-t`, `--timeout` or with its value. */
function owners(argument: string, commands: CommandList): string {
  const [option = argument] = /^(?:--[\w-]+|-\w)/.exec(argument) ?? [];
  const names = commandsWith(option, commands);
  return names.length === 0 ? "" : `; commands that have it: ${names.join(", ")}`;
}

function commandsWith(option: string, commands: CommandList): string[] {
  return Object.entries(commands).flatMap(([name, command]) => {
    if (isGroup(command)) {
      return commandsWith(option, command.commands).map((inner) => `${name} ${inner}`);
    }
    return Object.values(command.options).some((spec) => namesOf(spec).includes(option))
      ? [name]
      : [];
  });
}
