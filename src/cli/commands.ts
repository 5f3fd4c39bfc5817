/** The commands, as help and completions show them: one table. What each of them does is in `dispatch.ts`. */
import { type OptionSpec, REPL_OPTIONS, RUN_OPTIONS, SERVE_OPTIONS } from "./options.ts";

/** One command. */
export interface CommandSpec {
  /** What it does, as one sentence. */
  readonly summary: string;
  /** What its own help says instead, where a sentence is not enough. */
  readonly about?: string;
  /** Lines below the options in its own help. */
  readonly example?: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** What its words are: files, the one name of a command, one of these, or null where it takes none. */
  readonly words: "files" | "command" | readonly string[] | null;
}

/** Shells that have a completion script. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** The least that can be asked of `serve-stdio`. */
export const SIMPLEST_REQUEST = '{"code": "4 + 5"}';

/** All commands, in the order in which help shows them. */
export const COMMANDS = {
  run: {
    summary: "Runs one program and exits with its verdict.",
    example: "pysandbox run --timeout 5s script.py input.txt",
    options: RUN_OPTIONS,
    words: "files",
  },
  repl: {
    summary: "Interactive Python under the same limits.",
    about: "Interactive Python in a sandbox. Names stay from one statement to the next; time and " +
      "output are limited for each statement, memory for all that is kept. Ctrl-C interrupts a " +
      "statement; Ctrl-D or exit leaves. Without a terminal, statements are read from standard " +
      "input, and nothing is prompted.",
    example: "pysandbox repl --timeout 5s",
    options: REPL_OPTIONS,
    words: null,
  },
  "serve-stdio": {
    summary: "Runs programs for a client: JSON Lines on standard input and output.",
    about: "Runs programs for a client. Each line of standard input is a request, one JSON " +
      "object, and is answered by one on standard output. A program gets an interpreter that no " +
      "code has run in before, or its session's. A request may ask for less than the limits " +
      "below, never for more. The server ends when its input ends.",
    example: `echo '${SIMPLEST_REQUEST}' | pysandbox serve-stdio`,
    options: SERVE_OPTIONS,
    words: null,
  },
  doctor: {
    summary: "Tries on this machine all that keeps a program in, and says what is missing.",
    options: {
      json: {
        flags: "--json",
        description: "print one JSON object instead of the table",
        environment: null,
      },
    },
    words: null,
  },
  completions: {
    summary: "Prints a completion script for bash, zsh or fish.",
    options: {},
    words: SHELLS,
  },
  licenses: {
    summary: "Prints the licences of all that is inside.",
    options: {},
    words: null,
  },
  help: {
    summary: "Shows help for a command.",
    options: {},
    words: "command",
  },
} as const satisfies Record<string, CommandSpec>;

/** The name of a command. */
export type CommandName = keyof typeof COMMANDS;

/** The commands that have an option, given as `-t` or `--timeout`. */
export function commandsWith(option: string): string[] {
  return Object.entries<CommandSpec>(COMMANDS)
    .filter(([, { options }]) =>
      Object.values(options).some(({ flags }) => flags.split(/[ ,]+/).includes(option))
    )
    .map(([name]) => name);
}
