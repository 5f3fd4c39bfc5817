/** `pysandbox vet`: many programs, each alone and fresh, and what each of them did. */
import { UsageError } from "../../core/errors.ts";
import { EXPECTABLE } from "../../core/outcome.ts";
import { formatSize, MEBIBYTE } from "../../core/units.ts";
import type { Command, Given, Options } from "../command.ts";
import type { Host } from "../host.ts";
import { OptionValues } from "../option_values.ts";
import { LIMIT_OPTIONS, PACKAGES_OPTION, PROGRAM_OPTIONS, WALLS_OPTION } from "../options.ts";
import type { VetCommand } from "../vet_programs.ts";

const FORMATS = ["text", "github"] as const;

/** All options of `vet`. */
export const VET_OPTIONS = {
  jobs: {
    flags: "-j, --jobs <n>",
    description: "how many programs run at once (default: as many as processors)",
    environment: "PYSANDBOX_JOBS",
  },
  expect: {
    flags: "--expect <status>",
    description: "what counts as passed (default: ok)",
    environment: "PYSANDBOX_EXPECT",
    choices: EXPECTABLE,
  },
  failFast: {
    flags: "--fail-fast",
    description: "stop at the first program that does not pass",
    environment: "PYSANDBOX_FAIL_FAST",
  },
  format: {
    flags: "--format <format>",
    description: "text, or github for annotations and a job summary (default: text)",
    environment: "PYSANDBOX_FORMAT",
    choices: FORMATS,
  },
  junit: {
    flags: "--junit <file>",
    description: "write a report in JUnit's XML, - is standard output",
    environment: "PYSANDBOX_JUNIT",
    isFile: true,
  },
  sarif: {
    flags: "--sarif <file>",
    description: "write a report in SARIF 2.1.0, - is standard output",
    environment: "PYSANDBOX_SARIF",
    isFile: true,
  },
  jsonl: {
    flags: "--jsonl <file>",
    description: "write the report of each program as a line of JSON, - is standard output",
    environment: "PYSANDBOX_JSONL",
    isFile: true,
  },
  ...LIMIT_OPTIONS,
  file: {
    flags: "-f, --file <path>",
    description:
      "give each program a file or folder, or under another name with NAME=PATH; repeatable",
    environment: "PYSANDBOX_FILE",
    isFile: true,
  },
  seed: PROGRAM_OPTIONS.seed,
  ...PACKAGES_OPTION,
  ...WALLS_OPTION,
  quiet: {
    flags: "-q, --quiet",
    description: "show only the programs that do not pass",
    environment: "PYSANDBOX_QUIET",
  },
  verbose: {
    flags: "-v, --verbose",
    description: "limits on stderr, and more of what failed programs wrote",
    environment: "PYSANDBOX_VERBOSE",
  },
} as const satisfies Options;

/** Most output that a row takes: each byte may become six characters of one JSON text, which the engine bounds. */
const LARGEST_REPORTED_BYTES = 64 * MEBIBYTE;

const MOST_JOBS = 1024;

/** @throws {UsageError} at the first thing that is wrong, naming it and what is allowed. */
export function toVetCommand(
  given: Given,
  { variable, processors, terminals }: Pick<Host, "variable" | "processors" | "terminals">,
): VetCommand {
  const values = new OptionValues(VET_OPTIONS, given, { variable });
  const limits = values.limits();
  if (limits.maxOutputBytes > LARGEST_REPORTED_BYTES) {
    // The default is smaller: something was given.
    const { source } = values.find("maxOutput")!;
    throw new UsageError(
      `${source}: expected at most ${formatSize(LARGEST_REPORTED_BYTES)} with vet, whose ` +
        `reports hold the output in one text; got ${formatSize(limits.maxOutputBytes)}`,
    );
  }
  const expect = toChoice(values, "expect", EXPECTABLE);
  return {
    request: {
      paths: given.operands,
      jobs: toJobs(values) ?? processors,
      limits,
      walls: values.walls(),
      expect: expect ?? "ok",
      isExpectGiven: expect !== null,
      failFast: values.isSet("failFast"),
      format: toChoice(values, "format", FORMATS) ?? "text",
      quiet: values.isSet("quiet"),
      verbose: values.isSet("verbose"),
    },
    seed: values.seed(),
    packages: values.find("packages"),
    files: values.all("file"),
    reports: toReports(values),
    hasColours: terminals.stdout && !variable("NO_COLOR"),
    summary: variable("GITHUB_STEP_SUMMARY") || null,
  };
}

type Values = OptionValues<keyof typeof VET_OPTIONS>;

function toJobs(values: Values): number | null {
  const given = values.find("jobs");
  if (given === null) return null;
  const count = /^\d{1,9}$/.test(given.value) ? Number(given.value) : Number.NaN;
  if (count >= 1 && count <= MOST_JOBS) return count;
  throw new UsageError(
    `${given.source}: expected a whole number from 1 to ${MOST_JOBS}; got '${given.value}'`,
  );
}

function toChoice<Choice extends string>(
  values: Values,
  name: "expect" | "format",
  choices: readonly Choice[],
): Choice | null {
  const given = values.find(name);
  if (given === null) return null;
  const choice = choices.find((one) => one === given.value);
  if (choice !== undefined) return choice;
  throw new UsageError(`${given.source}: expected ${choices.join(", ")}; got '${given.value}'`);
}

/** Where each report goes that is wanted. Two in one place would overwrite each other. */
function toReports(values: Values): VetCommand["reports"] {
  const reports = new Map<"junit" | "sarif" | "jsonl", string>();
  for (const format of ["jsonl", "junit", "sarif"] as const) {
    const path = values.find(format)?.value;
    if (path === undefined) continue;
    const other = [...reports].find(([, taken]) => taken === path)?.[0];
    if (other !== undefined) {
      throw new UsageError(`--${other} and --${format}: expected two files; got '${path}' twice`);
    }
    reports.set(format, path);
  }
  return reports;
}

/** The command. */
export const vet: Command = {
  summary: "Runs many programs and says what each did.",
  about: "Runs many programs, each in an interpreter that no code has run in before, and says " +
    "what each did. A path is a Python file, a folder with such files, a Markdown file with " +
    "fenced Python blocks, a file of JSON Lines, a pattern such as 'docs/**/*.md', or - for " +
    "JSON Lines on standard input. Exits with 0 where all passed, with 1 where some did not.",
  example: "pysandbox vet --timeout 5s --junit report.xml snippets/ README.md",
  options: VET_OPTIONS,
  operands: [{
    notation: "<path...>",
    description: "files, folders, patterns, or -",
    values: "files",
  }],
  run: async (given, { host }) => {
    const command = toVetCommand(given, host);
    const { vetPrograms } = await import(
      import.meta.resolve("../vet_programs.ts")
    ) as typeof import("../vet_programs.ts");
    return await vetPrograms(command, host);
  },
};
