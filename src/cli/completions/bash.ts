/** The completion script for bash, 3.2 and later. */
import { environmentsFolder, type TypedCommand, type TypedOption } from "./typed.ts";

/** The script. */
export function bash(commands: readonly TypedCommand[], os: typeof Deno.build.os): string {
  const names = commands.map(({ name }) => name).join(" ");
  return `# bash completion for pysandbox: source it, or put it into bash-completion's folder
_pysandbox() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} earlier
  local command=\${COMP_WORDS[1]} first=2
  local commands="${names}" options= operands= files= environments= ended=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    _pysandbox_offer "$commands --help --version"
    return
  fi
${commands.map(group).join("")}  # bash makes three words of --walls=auto.
  if [ "$word" = = ]; then
    word=
  elif [ "$previous" = = ]; then
    previous=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  # After -- nothing is an option any more.
  for earlier in "\${COMP_WORDS[@]:first:COMP_CWORD-first}"; do
    if [ "$earlier" = -- ]; then ended=yes previous=; fi
  done
  case $command in
${commands.flatMap(branches).join("\n")}
    *) return ;;
  esac
  if [ -z "$ended" ] && [ "\${word:0:1}" = - ]; then
    _pysandbox_offer "$options --help"
  elif [ -n "$files" ]; then
    _pysandbox_files
  elif [ -n "$environments" ]; then
    [ "$COMP_CWORD" -ne "$first" ] || _pysandbox_environments
  elif [ "$COMP_CWORD" -eq "$first" ]; then
    _pysandbox_offer "$operands"
  fi
}
# Those of the names in $1 that begin with what was typed.
_pysandbox_offer() {
  COMPREPLY=($(compgen -W "$1" -- "$word"))
}
# The shell's own completion of files knows quotes, blanks and tildes. In bash 3 a function cannot call it.
_pysandbox_files() {
  compopt -o default 2>/dev/null && return
  local name
  while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -f -- "$word")
}
# Names of environments, and files.
_pysandbox_environments() {
  local folder="${environmentsFolder(os)}" names= path
  for path in "$folder"/*.env; do
    path=\${path##*/}
    [ "$path" = '*.env' ] || names="$names \${path%.env}"
  done
  _pysandbox_offer "$names"
  local found=("\${COMPREPLY[@]}")
  COMPREPLY=()
  while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen -f -- "$word")
  COMPREPLY+=("\${found[@]}")
  compopt -o filenames 2>/dev/null
}
if type compopt >/dev/null 2>&1; then
  complete -F _pysandbox pysandbox
else
  complete -o filenames -F _pysandbox pysandbox
fi
`;
}

/** The second name of a command that is in a group. */
function group({ name, commands }: TypedCommand): string {
  if (commands === null) return "";
  const names = commands.map((command) => command.name).join(" ");
  return `  if [ "$command" = ${name} ]; then
    if [ "$COMP_CWORD" -eq 2 ]; then
      _pysandbox_offer "${names} --help"
      return
    fi
    command="$command \${COMP_WORDS[2]}" first=3
  fi
`;
}

function branches(command: TypedCommand): string[] {
  const { name, commands } = command;
  if (commands === null) return [branch(name, command)];
  return commands.map((inner) => branch(`"${name} ${inner.name}"`, inner));
}

/** What is particular to one command. @param pattern its name, as `case` compares it. */
function branch(pattern: string, { options, operands }: TypedCommand): string {
  const lines = [`    ${pattern})`];
  if (options.length > 0) {
    lines.push(`      options="${options.map(({ names }) => names.join(" ")).join(" ")}"`);
  }
  if (operands === "files") lines.push("      files=yes");
  if (operands === "environments") lines.push("      environments=yes");
  if (operands === "commands") lines.push("      operands=$commands");
  if (operands instanceof Array) lines.push(`      operands="${operands.join(" ")}"`);
  const values = valueBranches(options);
  if (values.length > 0) lines.push("      case $previous in", ...values, "      esac");
  return [...lines, "      ;;"].join("\n");
}

/** What follows the options that take a value. */
function valueBranches(options: readonly TypedOption[]): string[] {
  const withValue = options.filter(({ value }) => value !== null);
  const line = (chosen: readonly TypedOption[], action: string) =>
    `        ${chosen.flatMap(({ names }) => names).join("|")}) ${action}return ;;`;
  const free = withValue.filter(({ offer }) => offer === null);
  return [
    ...(free.length > 0 ? [line(free, "")] : []),
    ...withValue.filter(({ offer }) => offer !== null).map((option) => {
      const { offer } = option;
      const action = offer instanceof Array
        ? `_pysandbox_offer "${offer.join(" ")}"`
        : `_pysandbox_${offer}`;
      return line([option], `${action}; `);
    }),
  ];
}
