/** `pysandbox completions`: the completion script of a shell. */
import { UsageError } from "../../core/errors.ts";
import type { Command, Given } from "../command.ts";

/** Shells that have a completion script. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** @throws {UsageError} where the shell is unknown. */
export function toShell({ operands }: Given): (typeof SHELLS)[number] {
  const shell = SHELLS.find((name) => name === operands[0]);
  if (shell !== undefined) return shell;
  throw new UsageError(`completions: expected ${SHELLS.join(", ")}; got '${operands[0]}'`);
}

/** The command. */
export const completions: Command = {
  summary: "Prints a completion script for bash, zsh or fish.",
  options: {},
  operands: [{ notation: "<shell>", description: SHELLS.join(", "), values: SHELLS }],
  run: async (given, { host, commands }) => {
    const shell = toShell(given);
    const { completionScript } = await import(
      import.meta.resolve("../completions/script.ts")
    ) as typeof import("../completions/script.ts");
    await host.print(completionScript(shell, commands));
    return 0;
  },
};
