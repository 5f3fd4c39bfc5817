/**
 * Reads the arguments of one command by its description. Every start waits for this before it spawns the jail, so that its own
 * loading time counts: 1 ms of CPU time, against 6 for `parseArgs` of `node:util` and 9 to 58 for libraries on npm.
 */
import type { Command, Given, OptionSpec } from "./command.ts";

/** The option that every command has. */
export const HELP_OPTION: OptionSpec = {
  flags: "-h, --help",
  description: "display help for command",
  environment: null,
};

/** What is wrong with the arguments. */
export type Problem =
  | { readonly kind: "unknown-option"; readonly argument: string }
  | { readonly kind: "missing-value"; readonly flags: string }
  | { readonly kind: "missing-operand"; readonly name: string }
  | { readonly kind: "excess-operand"; readonly operands: readonly string[] };

/** What was found in the arguments. */
export interface Reading {
  readonly given: Given;
  /** Whether `--help` was given. It takes precedence over a problem. */
  readonly wantsHelp: boolean;
  /** The first error; null where there is none. */
  readonly problem: Problem | null;
}

/** What `readArgv` needs to know of a command. */
export type Arguments = Pick<Command, "options" | "operands">;

/** An operand that looks like an option. */
const NEGATIVE_NUMBER = /^-(\d+|\d*\.\d+)(e[+-]?\d+)?$/;

/** Reads the arguments after a command's name. Options may be anywhere before `--`; the last value wins. */
export function readArgv(argv: readonly string[], { options, operands }: Arguments): Reading {
  const known = optionsByName(options);
  const values: Record<string, string[]> = {};
  const flags = new Set<string>();
  const found: string[] = [];
  let problem: Problem | null = null;
  const pending = [...argv].reverse();
  const take = ({ key, spec, takesValue }: KnownOption, attached: string | null) => {
    const value = takesValue ? attached ?? pending.pop() : null;
    if (value === null) flags.add(key);
    else if (value === undefined) problem ??= { kind: "missing-value", flags: spec.flags };
    else (values[key] ??= []).push(value);
  };
  for (let argument = pending.pop(); argument !== undefined; argument = pending.pop()) {
    if (argument === "--") {
      found.push(...pending.reverse());
      break;
    }
    if (!/^-./s.test(argument) || NEGATIVE_NUMBER.test(argument)) {
      found.push(argument);
      continue;
    }
    const isLong = argument.startsWith("--");
    // --name=value, or a letter and all that is joined to it.
    const end = isLong ? (argument.indexOf("=") + 1 || argument.length + 1) - 1 : 2;
    const option = known.get(argument.slice(0, end));
    const rest = argument.slice(end);
    if (option === undefined || (isLong && rest !== "" && !option.takesValue)) {
      problem ??= { kind: "unknown-option", argument };
    } else if (isLong) {
      take(option, rest === "" ? null : rest.slice(1));
    } else {
      take(option, option.takesValue && rest !== "" ? rest : null);
      // Letters without a value may be joined: -qv.
      if (!option.takesValue && rest !== "") pending.push(`-${rest}`);
    }
  }
  const wantsHelp = flags.delete(HELP_KEY);
  problem ??= checkCount(found, operands);
  return { given: { values, flags, operands: found }, wantsHelp, problem };
}

interface KnownOption {
  readonly key: string;
  readonly spec: OptionSpec;
  readonly takesValue: boolean;
}

/** No option of a command has this key. */
const HELP_KEY = "--help";

function optionsByName(options: Command["options"]): Map<string, KnownOption> {
  const known = new Map<string, KnownOption>();
  for (const [key, spec] of [...Object.entries(options), [HELP_KEY, HELP_OPTION] as const]) {
    const option = { key, spec, takesValue: spec.flags.endsWith(">") };
    for (const name of namesOf(spec)) known.set(name, option);
  }
  return known;
}

/** `-t` and `--timeout`; or the long name alone. */
export function namesOf({ flags }: Pick<OptionSpec, "flags">): string[] {
  return flags.replace(/ <.*/, "").split(", ");
}

function checkCount(found: readonly string[], operands: Command["operands"]): Problem | null {
  const missing = operands[found.length]?.notation;
  if (missing?.startsWith("<")) {
    return { kind: "missing-operand", name: missing.replaceAll(/[<>.]/g, "") };
  }
  const isOpen = operands.at(-1)?.notation.includes("...") ?? false;
  return found.length > operands.length && !isOpen
    ? { kind: "excess-operand", operands: found }
    : null;
}
