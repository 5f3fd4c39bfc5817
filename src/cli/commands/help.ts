/** `pysandbox help`: what `--help` shows. */
import type { Command } from "../command.ts";

/** The command. */
export const help: Command = {
  summary: "Shows help for a command.",
  options: {},
  operands: [{ notation: "[command...]", description: null, values: "commands" }],
  run: async ({ operands }, context) => {
    const { helpText } = await import("../help_text.ts");
    await context.host.print(helpText(operands, context));
    return 0;
  },
};
