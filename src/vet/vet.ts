/** TRUSTED. Vets programs: finds them, runs them, and says what each did, from the first word of the command line to the exit status. */
import { resolve } from "node:path";
import { CommandError, messageOf, UsageError } from "../core/errors.ts";
import type { Limits } from "../core/limits.ts";
import type { Status } from "../core/outcome.ts";
import type { WallsMode } from "../core/request.ts";
import type { EngineOptions } from "../engine/engine_options.ts";
import type { Program } from "../engine/program.ts";
import { startEngine } from "../engine/start_engine.ts";
import { exitCodeFor, exitCodeForSignal } from "../report/exit_code.ts";
import { githubExtras } from "./github/commands.ts";
import { JobSummary } from "./github/job_summary.ts";
import { Guarded } from "./report/guarded.ts";
import { openReport, type ReportFormat, type ReportTarget } from "./report/open_reports.ts";
import type { End, Reporter } from "./report/reporter.ts";
import { repositoryPath, repositoryRoot } from "./report/repository_path.ts";
import { runPrograms } from "./run/run_programs.ts";
import type { ByteSource } from "./select/json_lines.ts";
import { type Common, countPrograms, programsOf } from "./select/programs.ts";
import { findSources, type Source } from "./select/sources.ts";
import type { ProgressBar } from "./text/progress_bar.ts";
import { styleFor } from "./text/style.ts";
import { TextReport } from "./text/text_report.ts";
import { Totals } from "./totals/totals.ts";

/** What is asked for. */
export interface VetRequest {
  /** Files, folders, patterns, and `-` for JSON Lines on standard input. */
  readonly paths: readonly string[];
  /** How many programs run at once. */
  readonly jobs: number;
  readonly limits: Limits;
  readonly walls: WallsMode;
  /** The environment whose packages they have, which this disposes of; null where they have none. */
  readonly environment: EngineOptions["environment"];
  /** What each program is given. */
  readonly shared: Pick<Program, "files" | "seed">;
  readonly expect: Status;
  /** Whether `--expect` was given: then no comment of a program changes it. */
  readonly isExpectGiven: boolean;
  readonly failFast: boolean;
  readonly format: "text" | "github";
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** What vetting reads from, writes to, and is told by. */
export interface VetHost {
  readonly stdin: ByteSource;
  /** Writes lines for a person. */
  readonly write: (text: string) => Promise<void>;
  /** Null where no terminal shows it. */
  readonly bar: ProgressBar | null;
  readonly hasColours: boolean;
  /** Says something of pysandbox's own, as one line. */
  readonly say: (line: string) => void;
  /** The files of the reports, as they were named. */
  readonly reportPaths: readonly string[];
  /** Opens the places of the reports. @throws {CommandError} where one cannot be had. */
  readonly openTargets: () => Promise<ReadonlyMap<ReportFormat, ReportTarget>>;
  /** Adds to the summary of a job; null where there is none. */
  readonly appendSummary: ((text: string) => Promise<void>) | null;
  /** Settles when a signal wants an end. */
  readonly stopped: Promise<"SIGINT" | "SIGTERM">;
  readonly processors: number;
  readonly version: string;
  /** The working folder. */
  readonly folder: string;
  readonly onMissingWalls: NonNullable<EngineOptions["onMissingWalls"]>;
}

/** How long the last lines and reports may take after a signal, in milliseconds: their readers may be stuck. */
const LAST_WORDS_MS = 4000;

/** The exit status where some programs did not pass. */
const SOME_FAILED = 1;

/**
 * Vets all programs.
 *
 * @returns the exit status.
 * @throws {CommandError}
 */
export async function vet(request: VetRequest, host: VetHost): Promise<number> {
  const { limits, walls, environment = null, expect, isExpectGiven } = request;
  const common: Common = { limits, expect, isExpectGiven, stdin: host.stdin };
  const selected = await Promise.race([select(request, common, host), host.stopped]);
  // Nothing has begun that would have to end.
  if (typeof selected === "string") return exitCodeForSignal(selected);
  const { sources, planned } = selected;
  if (planned === 0) return nothingToRun(sources, host);
  const jobs = Math.min(request.jobs, planned ?? request.jobs);
  const totals = new Totals();
  const reports = await openReports(request, host);
  using text = await openText(request, host, { planned, jobs, totals });
  await using engine = await startEngine({
    limits,
    walls,
    environment,
    maxFilesBytes: 0,
    workers: jobs,
    spares: jobs,
    processors: host.processors,
    maxSessions: 0,
    sessionIdleMs: null,
    onMissingWalls: host.onMissingWalls,
  });
  let signal: "SIGINT" | "SIGTERM" | null = null;
  const stopped = host.stopped.then((given) => signal = given);
  const options = { jobs, limits, shared: request.shared, failFast: request.failFast, stopped };
  let haveAllRun = false;
  try {
    haveAllRun = await runPrograms(engine, programsOf(sources, common), options, async (vetted) => {
      totals.add(vetted);
      for (const report of reports) await report.ended(vetted);
      await text.ended(vetted);
    });
  } catch (error) {
    const cutShort = error instanceof CommandError ? messageOf(error) : "the run was broken off";
    await finishAll(reports, { totals, cutShort });
    throw error;
  }
  const cutShort = haveAllRun
    ? null
    : signal === null
    ? "stopped at the first program that did not pass (--fail-fast)"
    : `stopped by ${signal}`;
  const finished = finishAll([...reports, text], { totals, cutShort });
  if (signal === null) await finished;
  else await Promise.race([finished, pause(LAST_WORDS_MS)]);
  if (signal !== null) return exitCodeForSignal(signal);
  if (totals.ended === 0) throw new UsageError("no program was found: standard input is empty");
  const hasBrokenReport = reports.some((report) => report instanceof Guarded && report.hasFailed);
  if (hasBrokenReport || totals.internal > 0) return exitCodeFor("internal");
  return totals.failed > 0 ? SOME_FAILED : 0;
}

/**
 * Finds the programs and counts them.
 *
 * @throws {UsageError} where a word means none, or a report would take the place of one.
 */
async function select(
  { paths }: VetRequest,
  common: Common,
  { folder, reportPaths }: VetHost,
): Promise<{ sources: readonly Source[]; planned: number | null }> {
  const sources = await findSources(paths);
  const places = new Set(sources.map(({ path }) => resolve(folder, path)));
  const taken = reportPaths.find((path) => places.has(resolve(folder, path)));
  if (taken !== undefined) {
    throw new UsageError(`'${taken}' is to be vetted: expected another file for a report`);
  }
  return { sources, planned: await countPrograms(sources, common) };
}

/** @throws {UsageError} unless pages were named that may well have no programs. */
async function nothingToRun(sources: readonly Source[], host: VetHost): Promise<number> {
  if (sources.some(({ kind }) => kind !== "markdown")) {
    throw new UsageError("no program was found: the JSON Lines are empty");
  }
  await host.write("0 programs: no fenced block of Python is in these pages\n");
  return 0;
}

async function openReports(
  { format, environment = null }: VetRequest,
  host: VetHost,
): Promise<(Reporter | Guarded)[]> {
  const { say, version, appendSummary } = host;
  const toRepositoryPath = await repositoryPathsOf(host);
  const reports: (Reporter | Guarded)[] = [];
  for (const [kind, target] of await host.openTargets()) {
    reports.push(await openReport(kind, target, { version, toRepositoryPath, environment, say }));
  }
  if (format === "github" && appendSummary !== null) {
    const name = "GITHUB_STEP_SUMMARY: cannot write the summary";
    reports.push(new Guarded(new JobSummary(appendSummary, environment), name, say));
  }
  return reports;
}

async function openText(
  { format, environment = null, quiet, verbose }: VetRequest,
  host: VetHost,
  known: { planned: number | null; jobs: number; totals: Totals },
): Promise<TextReport> {
  const { write, bar, hasColours } = host;
  const extras = format === "github" ? githubExtras(await repositoryPathsOf(host)) : null;
  return new TextReport({
    ...known,
    environment,
    write,
    bar: quiet ? null : bar,
    style: styleFor(hasColours),
    quiet,
    verbose,
    extras,
  });
}

async function repositoryPathsOf(
  { folder }: VetHost,
): Promise<(path: string) => string | null> {
  const root = await repositoryRoot(folder);
  return (path) => repositoryPath(root, folder, path);
}

async function finishAll(reports: readonly Reporter[], end: End): Promise<void> {
  for (const report of reports) await report.finish(end);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
