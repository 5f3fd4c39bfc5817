/** `pysandbox licenses`: the licences of all that is inside. */
import type { Command, Options } from "../command.ts";
import { OptionValues } from "../option_values.ts";
import { PACKAGES_OPTION } from "../options.ts";

const LICENSES_OPTIONS = {
  packages: {
    ...PACKAGES_OPTION.packages,
    description: "print those of the packages of an environment as well",
  },
} as const satisfies Options;

/** The command. */
export const licenses: Command = {
  summary: "Prints the licences of all that is inside.",
  options: LICENSES_OPTIONS,
  operands: [],
  run: async (given, { host }) => {
    const packages = new OptionValues(LICENSES_OPTIONS, given, host).find("packages");
    const { allLicensesText } = await import("../licenses_text.ts");
    await host.print(await allLicensesText(packages));
    return 0;
  },
};
