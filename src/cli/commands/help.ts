/** `pysandbox help`: what `--help` shows. */
import type { Command } from "../command.ts";

export const command: Command = {
  summary: "Shows help for a command.",
  options: {},
  operands: [{ notation: "[command...]", description: null, values: "commands" }],
  run: async ({ operands }, context) => {
    const { helpText } = await import("../help_text.ts");
    await context.host.print(await helpText(operands, context));
    return 0;
  },
};
