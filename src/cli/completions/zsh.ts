/** The completion script for zsh. */
import { environmentsFolder, HELP, type TypedCommand, type TypedOption, VERSION } from "./typed.ts";

/** The script. */
export function zsh(commands: readonly TypedCommand[], os: typeof Deno.build.os): string {
  const summaries = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`);
  return `#compdef pysandbox
_pysandbox() {
  local -a commands options
  commands=(
${summaries.join("\n")}
  )
  options=(
    ${quoted(`--help:${HELP}`)}
    ${quoted(`--version:${VERSION}`)}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    _describe -o option options
    return
  fi
  shift words
  (( CURRENT-- ))
  case $words[1] in
${
    commands.map((command) => command.commands === null ? branch(command) : group(command)).join(
      "\n",
    )
  }
  esac
}
# Names of environments, and files.
_pysandbox_environments() {
  local folder="${environmentsFolder(os)}"
  local -a names
  names=("$folder"/*.env(N:t:r))
  _alternative "environments:environment:(\${names[*]})" 'files:file:_files'
}
# Autoloaded from a folder of functions, it is called at once; sourced, it registers itself.
if [[ $funcstack[1] == _pysandbox ]]; then
  _pysandbox "$@"
elif (( $+functions[compdef] )); then
  compdef _pysandbox pysandbox
else
  print -u2 'pysandbox: completions need compinit first: autoload -Uz compinit && compinit'
fi
`;
}

/** A group: its first operand is the name of a command. */
function group({ name, commands }: TypedCommand): string {
  const summaries = commands!.map(({ name, summary }) => quoted(`${name}:${summary}`)).join(" ");
  return `    ${name})
      commands=(${summaries})
      if (( CURRENT == 2 )); then
        _describe command commands
        return
      fi
      shift words
      (( CURRENT-- ))
      case $words[1] in
${commands!.map(branch).join("\n")}
      esac
      ;;`;
}

/** What is particular to one command. */
function branch({ name, options, operands }: TypedCommand): string {
  const specs = [...options.flatMap(optionSpecs), `--help[${HELP}]`];
  if (operands === "files") specs.push("*:file:_files");
  if (operands === "environments") specs.push("1:environment:_pysandbox_environments", "*: :");
  // One operand only.
  if (operands === "commands") specs.push("1:command:{_describe command commands}", "*: :");
  if (operands instanceof Array) specs.push(`1:word:(${operands.join(" ")})`, "*: :");
  const lines = ["_arguments -S", ...specs.map((spec) => `  ${quoted(spec)}`)];
  return `    ${name})\n      ${lines.join(" \\\n      ")}\n      ;;`;
}

/** A spec of _arguments for each name of an option. The star: it may be given again. */
function optionSpecs({ names, description, value, offer }: TypedOption): string[] {
  const text = description.replaceAll(/[[\]]/g, "\\$&");
  const action = offer === null
    ? ""
    : offer instanceof Array
    ? `(${offer.join(" ")})`
    : offer === "files"
    ? "_files"
    : "_pysandbox_environments";
  return names.map((name) => {
    // The value may follow the name at once, after "=" where the name is long, or be the next word.
    const join = value === null ? "" : name.startsWith("--") ? "=" : "+";
    return `*${name}${join}[${text}]${value === null ? "" : `:${value}:${action}`}`;
  });
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
