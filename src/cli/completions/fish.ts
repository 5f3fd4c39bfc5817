/** The completion script for fish. */
import { environmentsFolder, HELP, type TypedCommand, type TypedOption, VERSION } from "./typed.ts";

const COMPLETE = "complete -c pysandbox";
const ENVIRONMENTS = "(__pysandbox_environments)";

/** The script. */
export function fish(commands: readonly TypedCommand[], os: typeof Deno.build.os): string {
  const summaries = commands.map(({ name, summary }) =>
    `${COMPLETE} -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`
  );
  const names = commands.map(({ name }) => name);
  return `# fish completion for pysandbox: source it, or put it into fish's folder of completions
function __pysandbox_in
  set -l words (commandline -opc)
  test "$words[2..$(math 1 + (count $argv))]" = "$argv"
end
function __pysandbox_first_argument_of
  __pysandbox_in $argv; and test (count (commandline -opc)) -eq (math 1 + (count $argv))
end
function __pysandbox_environments
  for path in (sh -c ${quoted(`printf '%s\\n' "${environmentsFolder(os)}"/*.env`)})
    string match -q '*[*].env' -- $path; or string replace -r '.*/(.*)\\.env$' '$1' -- $path
  end
end
${COMPLETE} -f
${COMPLETE} -s h -l help -d ${quoted(HELP)}
${COMPLETE} -n __fish_use_subcommand -s V -l version -d ${quoted(VERSION)}
${summaries.join("\n")}
${commands.flatMap((command) => rules(command.name, command, names)).join("\n")}
`;
}

/** What is particular to one command, or to a group of them. @param name as the user writes it. */
function rules(name: string, command: TypedCommand, commands: readonly string[]): string[] {
  const { options, operands } = command;
  if (command.commands !== null) {
    const first = `${COMPLETE} -n '__pysandbox_first_argument_of ${name}'`;
    return command.commands.flatMap((inner) => [
      `${first} -a ${inner.name} -d ${quoted(inner.summary)}`,
      ...rules(`${name} ${inner.name}`, inner, commands),
    ]);
  }
  const within = `${COMPLETE} -n '__pysandbox_in ${name}'`;
  const offered = operands === "commands" ? commands : operands instanceof Array ? operands : [];
  return [
    ...(operands === "files" ? [`${within} -F`] : []),
    ...(operands === "environments"
      ? [`${COMPLETE} -n '__pysandbox_first_argument_of ${name}' -F -a '${ENVIRONMENTS}'`]
      : []),
    ...(offered.length > 0
      ? [
        `${COMPLETE} -n '__pysandbox_first_argument_of ${name}' -a ${quoted(offered.join(" "))}`,
      ]
      : []),
    ...options.map((option) => `${within} ${optionRule(option)}`),
  ];
}

function optionRule({ names, description, value, offer }: TypedOption): string {
  const flags = names.map((name) =>
    name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`
  );
  const files = offer === "files"
    ? ["-r -F"]
    : offer === "environments"
    ? [`-r -F -a '${ENVIRONMENTS}'`]
    : [];
  const words = offer instanceof Array ? [`-x -a ${quoted(offer.join(" "))}`] : [];
  const free = value !== null && offer === null ? ["-x"] : [];
  return [...flags, ...files, ...words, ...free, `-d ${quoted(description)}`].join(" ");
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
}
