/** `pysandbox packages remove`: removes an environment that has a name. */
import type { Command } from "../command.ts";

/** The command. */
export const packagesRemove: Command = {
  summary: "Removes an environment that has a name.",
  options: {},
  operands: [{ notation: "<name>", description: null, values: "environments" }],
  run: async ({ operands: [name] }) => {
    const { removeStored } = await import(
      import.meta.resolve("../../packages/store/store.ts")
    ) as typeof import("../../packages/store/store.ts");
    await removeStored(name!);
    return 0;
  },
};
