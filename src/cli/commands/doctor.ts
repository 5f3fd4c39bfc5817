/** `pysandbox doctor`: says what keeps a program in on this machine. */
import type { Command, Options } from "../command.ts";
import { OptionValues } from "../option_values.ts";
import { PACKAGES_OPTION } from "../options.ts";

const DOCTOR_OPTIONS = {
  json: {
    flags: "--json",
    description: "print one JSON object instead of the table",
    environment: null,
  },
  packages: {
    ...PACKAGES_OPTION.packages,
    description: "try everything with an environment of 'packages build'",
  },
} as const satisfies Options;

/** The command. */
export const doctor: Command = {
  summary: "Tries on this machine all that keeps a program in, and says what is missing.",
  options: DOCTOR_OPTIONS,
  operands: [],
  run: async (given, { host }) => {
    const values = new OptionValues(DOCTOR_OPTIONS, given, host);
    const { examineThisMachine } = await import(
      import.meta.resolve("../doctor_findings.ts")
    ) as typeof import("../doctor_findings.ts");
    const [text, exitCode] = await examineThisMachine(
      values.isSet("json"),
      values.find("packages"),
    );
    await host.print(text);
    return exitCode;
  },
};
