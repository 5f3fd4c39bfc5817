/** Completion scripts for shells, made from the table of options. */
import { UsageError } from "../core/errors.ts";
import { type OptionSpec, RUN_OPTIONS } from "./options.ts";

const COMMANDS: Record<string, string> = {
  run: "run one program and exit with its verdict",
  doctor: "try on this machine what keeps a program in",
  completions: "print a completion script for a shell",
  licenses: "print the licences of all that is inside",
  help: "show help for a command",
};

/** Options of every command, and of none. */
const HELP = "show help";
const VERSION = "show the versions of all that is inside";

/** The only option of doctor. */
const DOCTOR_JSON = "print one JSON object";

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

/** What the value of an option is called: `duration`. Null where it takes none. */
function valueOf({ flags }: OptionSpec): string | null {
  return /<(.+)>/.exec(flags)?.[1] ?? null;
}

function bash(): string {
  const reply = (words: string) => `COMPREPLY=($(compgen -W "${words}" -- "$word"))`;
  const withValue = specs().filter((spec) => valueOf(spec) !== null);
  const values = withValue.map((spec) => {
    const offer = spec.choices ? ` ${reply(spec.choices.join(" "))};` : "";
    const files = spec.isFile ? ' _pysandbox_files "$word";' : "";
    return `    ${namesOf(spec).join("|")})${offer}${files} return ;;`;
  });
  const commands = Object.keys(COMMANDS).join(" ");
  return `# bash completion for pysandbox: source it, or put it into bash-completion's folder
_pysandbox() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} earlier
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    ${reply(`${commands} --help --version`)}
    return
  fi
  case \${COMP_WORDS[1]},$COMP_CWORD in
    run,*) ;;
    doctor,*) case $word in -*) ${reply("--json --help")} ;; esac; return ;;
    completions,2) ${reply(Object.keys(SHELLS).join(" "))}; return ;;
    help,2) ${reply(commands)}; return ;;
    *) case $word in -*) ${reply("--help")} ;; esac; return ;;
  esac
  for earlier in "\${COMP_WORDS[@]:2:COMP_CWORD-2}"; do
    if [ "$earlier" = -- ]; then _pysandbox_files "$word"; return; fi
  done
  # bash makes three words of --walls=auto.
  if [ "$word" = = ]; then
    word=
  elif [ "$previous" = = ]; then
    previous=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  case $previous in
${values.join("\n")}
  esac
  case $word in
    -*) ${reply(`${specs().flatMap(namesOf).join(" ")} --help`)} ;;
    *) _pysandbox_files "$word" ;;
  esac
}
# The shell's own completion of files knows of quotes, blanks and tildes. bash 3 cannot be asked for it from here.
_pysandbox_files() {
  compopt -o default 2>/dev/null && return
  local name
  while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -f -- "$1")
}
if type compopt >/dev/null 2>&1; then
  complete -F _pysandbox pysandbox
else
  complete -o filenames -F _pysandbox pysandbox
fi
`;
}

function zsh(): string {
  const quote = (text: string) => text.replaceAll("'", "'\\''");
  const describe = (entries: Record<string, string>) =>
    Object.entries(entries).map(([name, text]) => `    '${name}:${quote(text)}'`).join("\n");
  const options = specs().flatMap((spec) => {
    const value = valueOf(spec);
    const action = spec.choices ? `(${spec.choices.join(" ")})` : spec.isFile ? "_files" : "";
    const text = quote(spec.description).replaceAll(/[[\]]/g, "\\$&");
    return namesOf(spec).map((name) => {
      // The value may follow the name at once, after "=" where the name is long, or be the next word.
      const join = value === null ? "" : name.startsWith("--") ? "=" : "+";
      return `        '*${name}${join}[${text}]${value === null ? "" : `:${value}:${action}`}' \\`;
    });
  });
  return `#compdef pysandbox
_pysandbox() {
  local -a commands options
  commands=(
${describe(COMMANDS)}
  )
  options=(
${describe({ "--help": HELP, "--version": VERSION })}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    _describe -o option options
    return
  fi
  shift words
  (( CURRENT-- ))
  case $words[1],$CURRENT in
    run,*)
      _arguments -S \\
${options.join("\n")}
        '--help[${HELP}]' \\
        '*:file:_files'
      ;;
    doctor,*) _arguments '--json[${DOCTOR_JSON}]' '--help[${HELP}]' ;;
    completions,2) compadd ${Object.keys(SHELLS).join(" ")} ;;
    help,2) _describe command commands ;;
    *) _arguments '--help[${HELP}]' ;;
  esac
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

function fish(): string {
  const quote = (text: string) => `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
  const complete = "complete -c pysandbox";
  const commands = Object.entries(COMMANDS).map(([name, text]) =>
    `${complete} -n __fish_use_subcommand -a ${name} -d ${quote(text)}`
  );
  const options = specs().map((spec) => {
    const names = namesOf(spec).map((name) =>
      name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`
    );
    const value = spec.choices
      ? ` -x -a ${quote(spec.choices.join(" "))}`
      : spec.isFile
      ? " -r -F"
      : valueOf(spec) !== null
      ? " -x"
      : "";
    return `${complete} -n '__pysandbox_in run' ${names.join(" ")}${value}` +
      ` -d ${quote(spec.description)}`;
  });
  const firstArguments = { completions: Object.keys(SHELLS), help: Object.keys(COMMANDS) };
  return `# fish completion for pysandbox: source it, or put it into fish's folder of completions
function __pysandbox_in -a command
  set -l words (commandline -opc)
  test "$words[2]" = $command
end
function __pysandbox_first_argument_of -a command
  __pysandbox_in $command; and test (count (commandline -opc)) -eq 2
end
${complete} -f
${complete} -s h -l help -d ${quote(HELP)}
${complete} -n __fish_use_subcommand -s V -l version -d ${quote(VERSION)}
${commands.join("\n")}
${complete} -n '__pysandbox_in run' -F
${options.join("\n")}
${complete} -n '__pysandbox_in doctor' -l json -d ${quote(DOCTOR_JSON)}
${
    Object.entries(firstArguments).map(([command, words]) =>
      `${complete} -n '__pysandbox_first_argument_of ${command}' -a ${quote(words.join(" "))}`
    ).join("\n")
  }
`;
}
