/** Options that several commands have: one name, one notation and one environment variable for each. */
import { LIMITS, MAX_FILES } from "../core/limits.ts";
import type { Environment, HeldEnvironment } from "../host/environment.ts";
import type { Options } from "./command.ts";
import type { GivenValue } from "./option_values.ts";

/** Values of `--walls`. */
export const WALLS_MODES = ["require", "auto", "off"] as const;

/** The limits of a program, by the names of `LIMITS`. */
export const LIMIT_OPTIONS = {
  timeout: {
    flags: "-t, --timeout <duration>",
    description: `wall clock of the program, 0 is off (default: ${LIMITS.timeout.fallback})`,
    environment: LIMITS.timeout.environment,
  },
  cpu: {
    flags: "--cpu <duration>",
    description: "processor time of the program (default: off)",
    environment: LIMITS.cpu.environment,
  },
  maxHeap: {
    flags: "-H, --max-heap <size>",
    description:
      `most memory, Python heap and files together (default: ${LIMITS.maxHeap.fallback}MiB)`,
    environment: LIMITS.maxHeap.environment,
  },
  maxOutput: {
    flags: "--max-output <size>",
    description: `most bytes of stdout and stderr together (default: ${LIMITS.maxOutput.fallback})`,
    environment: LIMITS.maxOutput.environment,
  },
} as const satisfies Options;

/** How many bytes of files are taken out of a program. */
export const MAX_FILES_OPTION = {
  maxFiles: {
    flags: "--max-files <size>",
    description: `most bytes of files taken out (default: ${MAX_FILES.fallback})`,
    environment: MAX_FILES.environment,
  },
} as const satisfies Options;

/** What a program finds around it, beside its limits. */
export const PROGRAM_OPTIONS = {
  env: {
    flags: "-e, --env <name=value>",
    description: "set a variable, or copy the host's with -e NAME; repeatable",
    environment: "PYSANDBOX_ENV",
  },
  seed: {
    flags: "--seed <n>",
    description: "reproducible run: fixed randomness and clock",
    environment: "PYSANDBOX_SEED",
  },
} as const satisfies Options;

/** The packages that programs have. */
export const PACKAGES_OPTION = {
  packages: {
    flags: "-p, --packages <file>",
    description: "an environment of 'packages build', by path or name",
    environment: "PYSANDBOX_PACKAGES",
    isEnvironment: true,
  },
} as const satisfies Options;

/** The environment for one jail; null where there is none, and nothing was loaded. @throws {CommandError} */
export async function openPackages(given: GivenValue | null): Promise<Environment | null> {
  if (given === null) return await embedded();
  const { openEnvironment } = await import(
    import.meta.resolve("../packages/open_environment.ts")
  ) as typeof import("../packages/open_environment.ts");
  return await openEnvironment(given.value, given.source);
}

/** The environment for many jails, held until it is disposed of; likewise. @throws {CommandError} */
export async function holdPackages(given: GivenValue | null): Promise<HeldEnvironment | null> {
  if (given === null) return await embedded();
  const { holdEnvironment } = await import(
    import.meta.resolve("../packages/hold_environment.ts")
  ) as typeof import("../packages/hold_environment.ts");
  return await holdEnvironment(given.value, given.source);
}

/** What an executable may have as its default. */
async function embedded(): Promise<HeldEnvironment | null> {
  if (!Deno.build.standalone) return null;
  const { embeddedEnvironment } = await import(
    import.meta.resolve("./embedded_environment.ts")
  ) as typeof import("./embedded_environment.ts");
  return embeddedEnvironment();
}

/** The walls of the operating system. */
export const WALLS_OPTION = {
  walls: {
    flags: "--walls <mode>",
    description: "operating-system walls: require, auto or off (default: auto)",
    environment: "PYSANDBOX_WALLS",
    choices: WALLS_MODES,
  },
} as const satisfies Options;

/** How much pysandbox itself says. */
export const VERBOSITY_OPTIONS = {
  quiet: {
    flags: "-q, --quiet",
    description: "no lines of pysandbox's own",
    environment: "PYSANDBOX_QUIET",
  },
  verbose: {
    flags: "-v, --verbose",
    description: "limits, walls and timings on stderr",
    environment: "PYSANDBOX_VERBOSE",
  },
} as const satisfies Options;
