/** `pysandbox repl`: Python's prompt in a sandbox. */
import { LIMITS } from "../../core/limits.ts";
import type { Command, Given, Options } from "../command.ts";
import type { Host } from "../host.ts";
import { OptionValues } from "../option_values.ts";
import {
  holdPackages,
  LIMIT_OPTIONS,
  PACKAGES_OPTION,
  PROGRAM_OPTIONS,
  VERBOSITY_OPTIONS,
  WALLS_OPTION,
} from "../options.ts";
import type { ReplCommand } from "../repl_session.ts";
import { spawnJail } from "../spawn_jail.ts";

/** All options of `repl`. */
export const REPL_OPTIONS = {
  timeout: {
    ...LIMIT_OPTIONS.timeout,
    description: `wall clock of a statement, 0 is off (default: ${LIMITS.timeout.fallback})`,
  },
  cpu: { ...LIMIT_OPTIONS.cpu, description: "processor time of a statement (default: off)" },
  maxHeap: LIMIT_OPTIONS.maxHeap,
  maxOutput: {
    ...LIMIT_OPTIONS.maxOutput,
    description: `most bytes that a statement prints (default: ${LIMITS.maxOutput.fallback})`,
  },
  ...PROGRAM_OPTIONS,
  ...PACKAGES_OPTION,
  ...WALLS_OPTION,
  ...VERBOSITY_OPTIONS,
} as const satisfies Options;

/** @throws {UsageError} at the first thing that is wrong, naming it and what is allowed. */
export function toReplCommand(
  given: Given,
  { variable, terminals }: Pick<Host, "variable" | "terminals">,
): ReplCommand {
  const values = new OptionValues(REPL_OPTIONS, given, { variable });
  return {
    setting: {
      env: values.env(),
      limits: values.limits(),
      seed: values.seed(),
      walls: values.walls(),
      terminals,
      colour: terminals.stderr && !variable("NO_COLOR"),
    },
    first: null,
    packages: values.find("packages"),
    quiet: values.isSet("quiet"),
    verbose: values.isSet("verbose"),
  };
}

/** The command. */
export const repl: Command = {
  summary: "Interactive Python under the same limits.",
  about: "Interactive Python in a sandbox. Names stay from one statement to the next; time and " +
    "output are limited for each statement, memory for all that is kept. Ctrl-C interrupts a " +
    "statement; Ctrl-D or exit leaves. Without a terminal, statements are read from standard " +
    "input, and nothing is prompted.",
  example: "pysandbox repl --timeout 5s",
  options: REPL_OPTIONS,
  operands: [],
  excessHint: (script) => `to run a script and keep its names: pysandbox run -i ${script}`,
  run: async (given, { host }) => {
    const command = toReplCommand(given, host);
    // It is held for as long as there is a prompt, which starts another interpreter where it loses one.
    const environment = command.packages === null ? null : await holdPackages(command.packages);
    await using jail = await spawnJail(command.setting, environment?.place);
    await environment?.verify();
    const { runSession } = await import(
      import.meta.resolve("../repl_session.ts")
    ) as typeof import("../repl_session.ts");
    return await runSession(command, host, jail);
  },
};
