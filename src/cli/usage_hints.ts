/** What is said of wrong words, with the way out where there is one. */
import { UsageError } from "../core/errors.ts";
import { COMMANDS, commandsWith, SIMPLEST_REQUEST } from "./commands.ts";

/** A command that there is not. @param otherwise what to do where no command comes near. */
export function unknownCommand(word: string, otherwise: string): UsageError {
  const [meant, ...others] = Object.keys(COMMANDS).filter((name) => name.startsWith(word));
  const hint = meant !== undefined && others.length === 0 ? `Did you mean ${meant}?` : otherwise;
  return new UsageError(`unknown command '${word}' (${hint})`);
}

/** An option where there is no command yet. */
export function optionWithoutCommand(word: string): UsageError {
  return new UsageError(`unknown option '${word}'${owners(word)}`);
}

/** The words of a command that takes none are refused, and it is said where they go. @throws {UsageError} */
export function refuseWords(command: "repl" | "serve-stdio", words: readonly string[]): void {
  const [word] = words;
  if (word === undefined) return;
  const hint = command === "repl"
    ? `to run a script and keep its names: pysandbox run -i ${word}`
    : `programs come as lines on standard input: ${SIMPLEST_REQUEST}`;
  throw new UsageError(`${command} takes options only; got '${word}' (${hint})`);
}

/** The parser's message on one line, with what may help. @param command the first word, which may be no command. */
export function rephrase(message: string, command: string | undefined): string {
  const line = message.replace(/^error: /, "").replaceAll(/\s*\n\s*/g, " ").trim();
  const option = /^unknown option '([^']*)'/.exec(line)?.[1];
  if (option === undefined) return line;
  return command === "run" ? `${line}; words for the program go after --` : line + owners(option);
}

function owners(word: string): string {
  const [option = word] = /^(?:--[\w-]+|-\w)/.exec(word) ?? [];
  const commands = commandsWith(option);
  return commands.length === 0 ? "" : `; commands that have it: ${commands.join(", ")}`;
}
