/** `pysandbox packages build`: an environment of wheels, in one file. */
import { UsageError } from "../../core/errors.ts";
import type { Command, Given, Options } from "../command.ts";
import type { Host } from "../host.ts";
import { OptionValues } from "../option_values.ts";
import {
  PACKAGES_REQUEST_OPTIONS,
  REQUIREMENTS_OPERAND,
  toRequestWords,
} from "../packages_options.ts";
import type { PackagesBuildCommand } from "../write_environment.ts";

/** All options of `packages build`. */
export const PACKAGES_BUILD_OPTIONS = {
  wheels: {
    flags: "--wheels <dir>",
    description: "a folder with wheels; repeatable",
    environment: null,
    isFile: true,
  },
  ...PACKAGES_REQUEST_OPTIONS,
  warm: {
    flags: "--warm <file>",
    description: "a program that runs in the sandbox: what it imports is there when others start",
    environment: null,
    isFile: true,
  },
  output: {
    flags: "-o, --output <file>",
    description: "the environment to write",
    environment: null,
    isFile: true,
  },
  name: {
    flags: "--name <name>",
    description: "its name, to be used instead of a path: it is kept in a folder of yours",
    environment: null,
  },
} as const satisfies Options;

/** @throws {UsageError} at the first thing that is wrong, naming it and what is allowed. */
export function toPackagesBuildCommand(
  given: Given,
  { variable }: Pick<Host, "variable">,
): PackagesBuildCommand {
  const values = new OptionValues(PACKAGES_BUILD_OPTIONS, given, { variable });
  const folders = values.all("wheels").map(({ value }) => value);
  const [path, name] = [values.find("output")?.value, values.find("name")?.value];
  const requirements = toRequestWords(given, values);
  if (folders.length === 0) throw new UsageError("--wheels: expected a folder with wheels");
  if (path !== undefined && name !== undefined) {
    throw new UsageError("--output and --name exclude each other");
  }
  const asksForNothing = Object.values(requirements).every((one) => one.length === 0);
  if (path === undefined && name === undefined && asksForNothing) {
    throw new UsageError("expected -o FILE or --name NAME, or requirements");
  }
  const output = path !== undefined ? { path } : name !== undefined ? { name } : null;
  const warm = values.find("warm")?.value ?? null;
  return { requirements, folders, warm, output };
}

/** The command. */
export const packagesBuild: Command = {
  summary: "Makes an environment of wheels, for --packages.",
  about:
    "Makes an environment of wheels, for --packages: Python with packages, in one file. Nothing " +
    "is downloaded, and nothing of a wheel is run, except by the program of --warm, in the sandbox. " +
    "Without requirements it takes the newest of all wheels there are.",
  example: "pysandbox packages build --wheels wheels --name science numpy 'attrs>=25'",
  options: PACKAGES_BUILD_OPTIONS,
  operands: [REQUIREMENTS_OPERAND],
  run: async (given, { host }) => {
    const command = toPackagesBuildCommand(given, host);
    const { writeEnvironment } = await import(
      import.meta.resolve("../write_environment.ts")
    ) as typeof import("../write_environment.ts");
    return await writeEnvironment(command);
  },
};
