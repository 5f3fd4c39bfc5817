/** The options of `run`: one table for the parser, the environment, help and completions. */
import { LIMITS } from "../core/limits.ts";

/** One option. */
export interface OptionSpec {
  /** Commander's notation: short and long name, and the value. */
  readonly flags: string;
  readonly description: string;
  /** Sets the option's default. */
  readonly environment: string | null;
  /** The only values, where there are few. */
  readonly choices?: readonly string[];
  /** Whether the value is a file, for completions. */
  readonly isFile?: boolean;
}

/** Values of `--walls`. */
export const WALLS_MODES = ["require", "auto", "off"] as const;

/** All options of `run`, in the order of its help. */
export const RUN_OPTIONS = {
  code: {
    flags: "-c, --code <code>",
    description: "run CODE instead of a script",
    environment: null,
  },
  module: {
    flags: "-m, --module <module>",
    description: "run a module of the standard library, like python -m",
    environment: null,
  },
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
  env: {
    flags: "-e, --env <name=value>",
    description: "set a variable, or copy the host's with -e NAME; repeatable",
    environment: "PYSANDBOX_ENV",
  },
  json: {
    flags: "--json",
    description: "print one JSON report, with the program's output inside",
    environment: "PYSANDBOX_JSON",
  },
  report: {
    flags: "--report <file>",
    description: "write that report to FILE as well",
    environment: "PYSANDBOX_REPORT",
    isFile: true,
  },
  seed: {
    flags: "--seed <n>",
    description: "reproducible run: fixed randomness and clock",
    environment: "PYSANDBOX_SEED",
  },
  walls: {
    flags: "--walls <mode>",
    description: "operating-system walls: require, auto or off (default: auto)",
    environment: "PYSANDBOX_WALLS",
    choices: WALLS_MODES,
  },
  interactive: {
    flags: "-i, --interactive",
    description: "after the program, a prompt with its names (terminal only)",
    environment: "PYSANDBOX_INTERACTIVE",
  },
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
} as const satisfies Record<string, OptionSpec>;

/** Names of the options as the parser delivers them. */
export type OptionName = keyof typeof RUN_OPTIONS;

/** What was given: on the command line, or by the environment. */
export interface GivenValue {
  readonly value: string;
  /** How to name it in an error: `--timeout`, or `PYSANDBOX_TIMEOUT`. */
  readonly source: string;
}

/** The long name of an option: `--max-heap`. */
export function longName(spec: OptionSpec): string {
  return /--[\w-]+/.exec(spec.flags)![0];
}
