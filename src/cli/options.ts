/** The options of all commands: one table for the parser, the environment, help and completions. */
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

/** All options of `serve-stdio`: run's limits are what no request may exceed. */
export const SERVE_OPTIONS = {
  workers: {
    flags: "--workers <n>",
    description: "how many programs run at once (default: as many as processors)",
    environment: "PYSANDBOX_WORKERS",
  },
  spares: {
    flags: "--spares <n>",
    description: "interpreters kept ready (default: as many as workers)",
    environment: "PYSANDBOX_SPARES",
  },
  maxSessions: {
    flags: "--max-sessions <n>",
    description: "most sessions at once (default: 32)",
    environment: "PYSANDBOX_MAX_SESSIONS",
  },
  sessionIdle: {
    flags: "--session-idle <duration>",
    description: "ends a session after so long without a request, 0 is never (default: 15m)",
    environment: "PYSANDBOX_SESSION_IDLE",
  },
  maxLine: {
    flags: "--max-line <size>",
    description: "longest line of the client (default: 16MiB)",
    environment: "PYSANDBOX_MAX_LINE",
  },
  timeout: RUN_OPTIONS.timeout,
  cpu: RUN_OPTIONS.cpu,
  maxHeap: RUN_OPTIONS.maxHeap,
  maxOutput: RUN_OPTIONS.maxOutput,
  walls: RUN_OPTIONS.walls,
  quiet: RUN_OPTIONS.quiet,
  verbose: RUN_OPTIONS.verbose,
} as const satisfies Record<string, OptionSpec>;

/** All options of `repl`. */
export const REPL_OPTIONS = {
  timeout: {
    ...RUN_OPTIONS.timeout,
    description: `wall clock of a statement, 0 is off (default: ${LIMITS.timeout.fallback})`,
  },
  cpu: { ...RUN_OPTIONS.cpu, description: "processor time of a statement (default: off)" },
  maxHeap: RUN_OPTIONS.maxHeap,
  maxOutput: {
    ...RUN_OPTIONS.maxOutput,
    description: `most bytes that a statement prints (default: ${LIMITS.maxOutput.fallback})`,
  },
  env: RUN_OPTIONS.env,
  seed: RUN_OPTIONS.seed,
  walls: RUN_OPTIONS.walls,
  quiet: RUN_OPTIONS.quiet,
  verbose: RUN_OPTIONS.verbose,
} as const satisfies Record<string, OptionSpec>;

/** Every option of every command; what two commands share has one name and one environment variable. */
export const OPTIONS = { ...SERVE_OPTIONS, ...RUN_OPTIONS } as const;

/** Names of the options as the parser delivers them. */
export type OptionName = keyof typeof OPTIONS;

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
