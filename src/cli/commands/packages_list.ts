/** `pysandbox packages list`: the environments that have a name. */
import type { Command } from "../command.ts";

/** The command. */
export const packagesList: Command = {
  summary: "Lists the environments that have a name.",
  options: {},
  operands: [],
  run: async (_, { host }) => {
    const { listText } = await import(
      import.meta.resolve("../packages_text.ts")
    ) as typeof import("../packages_text.ts");
    await host.print(await listText());
    return 0;
  },
};
