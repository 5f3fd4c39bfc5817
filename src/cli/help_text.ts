/** The text of help, from the descriptions of the commands. */
import {
  type Command,
  type CommandGroup,
  type CommandList,
  type Context,
  findCommand,
  isGroup,
} from "./command.ts";
import { HELP_OPTION } from "./read_argv.ts";
import { unknownCommand } from "./usage_error.ts";

/** The option of pysandbox itself. */
const VERSION_OPTION = {
  flags: "-V, --version",
  description: "versions of pysandbox, Python, Pyodide, Deno and V8",
};

/** A text is not broken to fewer characters than this. */
const NARROWEST = 40;

/** Columns where help is not read on a terminal. */
const DEFAULT_WIDTH = 80;

/**
 * Help for the command at `path`, for a group of commands, or, without a path, for all of them.
 *
 * @throws {UsageError} where there is no such command.
 */
export function helpText(
  path: readonly string[],
  { commands, host: { terminals } }: Context,
): string {
  const width = terminals.stdout ? terminals.columns : DEFAULT_WIDTH;
  const found = find(path, commands);
  // Help for help itself is what it shows when nothing is named.
  if (found === null || (path.length === 1 && path[0] === "help")) {
    return overview(commands, width);
  }
  const name = path.join(" ");
  return isGroup(found) ? groupHelp(name, found, width) : commandHelp(name, found, width);
}

/** @returns null where no command is named. */
function find(
  path: readonly string[],
  commands: CommandList,
): Command | CommandGroup | null {
  let found: Command | CommandGroup | null = null;
  let inner = commands;
  for (const [at, name] of path.entries()) {
    found = findCommand(inner, name);
    if (found === null) throw unknownCommand(path.slice(0, at + 1), inner, "see: pysandbox help");
    inner = isGroup(found) ? found.commands : {};
  }
  return found;
}

function overview(commands: CommandList, width: number): string {
  const options = [VERSION_OPTION, HELP_OPTION].map(toRow);
  return sections([
    "Usage: pysandbox [command] [options]",
    wrap("Runs untrusted Python safely: one executable, offline, with hard limits.", width),
    ...lists({ Options: options, Commands: commandRows(commands) }, width),
    "Alone on a terminal, pysandbox starts the REPL;\n" +
    "alone in a pipe, it runs the program on standard input.",
  ]);
}

function groupHelp(
  name: string,
  { summary, about = summary, commands }: CommandGroup,
  width: number,
): string {
  return sections([
    `Usage: pysandbox ${name} <command> [options]`,
    wrap(about, width),
    ...lists({ Options: [toRow(HELP_OPTION)], Commands: commandRows(commands) }, width),
  ]);
}

function commandHelp(name: string, command: Command, width: number): string {
  const { summary, about = summary, options, operands, example } = command;
  const described = operands.filter(({ description }) => description !== null)
    .map(({ notation, description }): Row => [notation.replaceAll(/[<>[\].]/g, ""), description!]);
  return sections([
    `Usage: pysandbox ${
      ["[options]", ...operands.map(({ notation }) => notation)]
        .reduce((usage, part) => `${usage} ${part}`, name)
    }`,
    wrap(about, width),
    ...lists({
      Arguments: described,
      Options: [...Object.values(options), HELP_OPTION].map(toRow),
    }, width),
    ...(example === undefined ? [] : [`Example:\n  ${example}`]),
  ]);
}

function commandRows(commands: CommandList): Row[] {
  return Object.entries(commands).map(([name, command]) => {
    const parts = isGroup(command) ? ["<command>"] : [
      ...(Object.keys(command.options).length > 0 ? ["[options]"] : []),
      ...command.operands.map(({ notation }) => notation),
    ];
    return [[name, ...parts].join(" "), command.summary];
  });
}

type Row = readonly [term: string, text: string];

function toRow({ flags, description }: { flags: string; description: string }): Row {
  return [flags, description];
}

function sections(parts: readonly string[]): string {
  return `${parts.join("\n\n")}\n`;
}

/** Titled lists with their texts in one column; those without a row are left out. */
function lists(titled: Readonly<Record<string, readonly Row[]>>, width: number): string[] {
  const column = Math.max(...Object.values(titled).flat().map(([term]) => term.length)) + 2;
  return Object.entries(titled).filter(([, rows]) => rows.length > 0).map(([title, rows]) => {
    const lines = rows.map(([term, text]) => {
      const wrapped = wrap(text, width - column - 2).replaceAll(
        "\n",
        `\n${" ".repeat(column + 2)}`,
      );
      return `\n  ${term.padEnd(column)}${wrapped}`;
    });
    return `${title}:${lines.join("")}`;
  });
}

/** Lines of at most `width` characters, broken at spaces; one line where there is no room for lines. */
function wrap(text: string, width: number): string {
  if (width < NARROWEST) return text;
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines.join("\n");
}
