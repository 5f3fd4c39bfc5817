/** `pysandbox doctor`: says what keeps a program in on this machine. */
import type { Command, Options } from "../command.ts";

const DOCTOR_OPTIONS = {
  json: {
    flags: "--json",
    description: "print one JSON object instead of the table",
    environment: null,
  },
} as const satisfies Options;

/** The command. */
export const doctor: Command = {
  summary: "Tries on this machine all that keeps a program in, and says what is missing.",
  options: DOCTOR_OPTIONS,
  operands: [],
  run: async ({ flags }, { host }) => {
    const { examineThisMachine } = await import(
      import.meta.resolve("../doctor_findings.ts")
    ) as typeof import("../doctor_findings.ts");
    const [text, exitCode] = await examineThisMachine(flags.has("json"));
    await host.print(text);
    return exitCode;
  },
};
