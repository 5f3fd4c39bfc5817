/** `pysandbox licenses`: the licences of all that is inside. */
import type { Command } from "../command.ts";

/** The command. */
export const licenses: Command = {
  summary: "Prints the licences of all that is inside.",
  options: {},
  operands: [],
  run: async (_given, { host }) => {
    const { licensesText } = await import("../licenses_text.ts");
    await host.print(await licensesText());
    return 0;
  },
};
