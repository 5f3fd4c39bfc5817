/** `pysandbox packages build`: an environment of wheels, in one file. */
import { UsageError } from "../../core/errors.ts";
import type { Command, Given, Options } from "../command.ts";
import type { Host } from "../host.ts";
import { OptionValues } from "../option_values.ts";

/** All options of `packages build`. */
export const PACKAGES_BUILD_OPTIONS = {
  wheels: {
    flags: "--wheels <dir>",
    description: "a folder with wheels; repeatable",
    environment: null,
    isFile: true,
  },
  output: {
    flags: "-o, --output <file>",
    description: "the environment to write",
    environment: null,
    isFile: true,
  },
} as const satisfies Options;

/** The checked command line. */
export interface PackagesBuildCommand {
  readonly requirements: readonly string[];
  readonly folders: readonly string[];
  readonly output: string;
}

/** @throws {UsageError} at the first thing that is wrong, naming it and what is allowed. */
export function toPackagesBuildCommand(
  given: Given,
  { variable }: Pick<Host, "variable">,
): PackagesBuildCommand {
  const values = new OptionValues(PACKAGES_BUILD_OPTIONS, given, { variable });
  const folders = values.all("wheels").map(({ value }) => value);
  const output = values.find("output")?.value ?? null;
  if (folders.length === 0) throw new UsageError("--wheels: expected a folder with wheels");
  if (output === null) throw new UsageError("--output: expected the file to write");
  return { requirements: given.operands, folders, output };
}

/** The command. */
export const packagesBuild: Command = {
  summary: "Makes an environment of wheels, for --packages.",
  about:
    "Makes an environment of wheels, for --packages: Python with packages, in one file. Nothing " +
    "is downloaded, and nothing of a wheel is run. Without requirements it takes all wheels there are.",
  example: "pysandbox packages build --wheels wheels -o science.env numpy attrs==26.1.0",
  options: PACKAGES_BUILD_OPTIONS,
  operands: [
    {
      notation: "[requirements...]",
      description: "names of packages, or NAME==VERSION",
      values: [],
    },
  ],
  run: async (given, { host }) => {
    const { requirements, folders, output } = toPackagesBuildCommand(given, host);
    const { writeEnvironment } = await import(
      import.meta.resolve("../write_environment.ts")
    ) as typeof import("../write_environment.ts");
    return await writeEnvironment(requirements, folders, output);
  },
};
