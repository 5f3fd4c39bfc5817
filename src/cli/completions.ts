/** Completion scripts for shells, made from the table of options. */
import { UsageError } from "../core/errors.ts";
import { type OptionSpec, RUN_OPTIONS } from "./options.ts";

const COMMANDS: Record<string, string> = {
  run: "run one program and exit with its verdict",
  completions: "print a completion script for a shell",
  help: "show help for a command",
};

const SHELLS: Record<string, () => string> = { bash, zsh, fish };

/** The script for `shell`. @throws {UsageError} where the shell is unknown. */
export function completionScript(shell: string): string {
  const make = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
  if (make === undefined) {
    throw new UsageError(`completions: expected ${Object.keys(SHELLS).join(", ")}; got '${shell}'`);
  }
  return make();
}

function specs(): readonly OptionSpec[] {
  return Object.values(RUN_OPTIONS);
}

function namesOf({ flags }: OptionSpec): string[] {
  return [...flags.matchAll(/(?<![\w<])--?[\w-]+/g)].map(([name]) => name);
}

function takesValue({ flags }: OptionSpec): boolean {
  return flags.includes("<");
}

function bash(): string {
  const options = specs().flatMap(namesOf).join(" ");
  const withValue = specs().filter((spec) => takesValue(spec) && !spec.choices && !spec.isFile);
  const choices = specs().filter((spec) => spec.choices).map((spec) =>
    `    ${namesOf(spec).join("|")}) COMPREPLY=($(compgen -W "${
      spec.choices!.join(" ")
    }" -- "$word")); return ;;`
  );
  return `# bash completion for pysandbox: source it, or put it into bash-completion's folder
_pysandbox() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${Object.keys(COMMANDS).join(" ")} --help --version" -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
    completions) COMPREPLY=($(compgen -W "${Object.keys(SHELLS).join(" ")}" -- "$word")); return ;;
    help) COMPREPLY=($(compgen -W "${Object.keys(COMMANDS).join(" ")}" -- "$word")); return ;;
  esac
  case $previous in
${choices.join("\n")}
    ${withValue.flatMap(namesOf).join("|")}) return ;;
  esac
  case $word in
    -*) COMPREPLY=($(compgen -W "${options} --help" -- "$word")) ;;
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}
complete -o filenames -F _pysandbox pysandbox
`;
}

function zsh(): string {
  const quote = (text: string) => text.replaceAll("'", "'\\''").replaceAll(/[[\]:]/g, "\\$&");
  const options = specs().flatMap((spec) => {
    const value = spec.choices
      ? `:value:(${spec.choices.join(" ")})`
      : spec.isFile
      ? ":file:_files"
      : takesValue(spec)
      ? ":value:"
      : "";
    return namesOf(spec).map((name) => `    '${name}[${quote(spec.description)}]${value}' \\`);
  });
  const commands = Object.entries(COMMANDS).map(([name, text]) => `    '${name}:${quote(text)}'`);
  return `#compdef pysandbox
_pysandbox() {
  local -a commands
  commands=(
${commands.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case $words[2] in
    completions) _values shell ${Object.keys(SHELLS).join(" ")}; return ;;
    help) _describe command commands; return ;;
  esac
  shift words
  (( CURRENT-- ))
  _arguments -S \\
${options.join("\n")}
    '*:file:_files'
}
# Sourced, it registers itself; autoloaded from a folder of functions, it is called at once.
if [ "$funcstack[1]" = "_pysandbox" ]; then _pysandbox "$@"; else compdef _pysandbox pysandbox; fi
`;
}

function fish(): string {
  const quote = (text: string) => `'${text.replaceAll("'", "\\'")}'`;
  const commands = Object.entries(COMMANDS).map(([name, text]) =>
    `complete -c pysandbox -n __fish_use_subcommand -f -a ${name} -d ${quote(text)}`
  );
  const options = specs().map((spec) => {
    const names = namesOf(spec).map((name) =>
      name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`
    );
    const value = spec.choices
      ? ` -x -a ${quote(spec.choices.join(" "))}`
      : spec.isFile
      ? " -r"
      : takesValue(spec)
      ? " -x"
      : "";
    return `complete -c pysandbox -n '__fish_seen_subcommand_from run' ${names.join(" ")}${value}` +
      ` -d ${quote(spec.description)}`;
  });
  const shells = Object.keys(SHELLS).join(" ");
  return [
    "# fish completion for pysandbox",
    ...commands,
    ...options,
    `complete -c pysandbox -n '__fish_seen_subcommand_from completions' -f -a ${quote(shells)}`,
    "",
  ].join("\n");
}
