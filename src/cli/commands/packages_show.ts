/** `pysandbox packages show`: what an environment is made of. */
import type { Command } from "../command.ts";

/** The command. */
export const packagesShow: Command = {
  summary: "Shows what an environment is made of: packages, versions and digests.",
  options: {},
  operands: [{
    notation: "<environment>",
    description: "its name, or the path of its file",
    values: "environments",
  }],
  run: async ({ operands: [word] }, { host }) => {
    const { showText } = await import(
      import.meta.resolve("../packages_text.ts")
    ) as typeof import("../packages_text.ts");
    await host.print(await showText(word!));
    return 0;
  },
};
