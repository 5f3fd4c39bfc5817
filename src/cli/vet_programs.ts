/** Vets programs in this process: its streams, its signals, and the files that the user has named. */
import { ensureAssets } from "../host/assets.ts";
import { descriptorSink } from "../host/output.ts";
import { describeLimits } from "../report/text.ts";
import type { ReportFormat, ReportTarget } from "../vet/report/open_reports.ts";
import { ProgressBar } from "../vet/text/progress_bar.ts";
import { vet, type VetRequest } from "../vet/vet.ts";
import type { Host } from "./host.ts";
import type { GivenValue } from "./option_values.ts";
import { holdPackages } from "./options.ts";
import { openOutput } from "./output_file.ts";
import { say } from "./say.ts";
import { onSignals } from "./stop_signals.ts";
import { versions } from "./version.ts";

/** The checked command line of `vet`. */
export interface VetCommand {
  readonly request: Omit<VetRequest, "shared" | "environment">;
  readonly seed: bigint | null;
  /** The environment whose packages programs have; null where it is left open. */
  readonly packages: GivenValue | null;
  /** What each program is given: each a path, or a name, `=` and a path. */
  readonly files: readonly GivenValue[];
  /** The file of each report; `-` is standard output. */
  readonly reports: ReadonlyMap<ReportFormat, string>;
  /** Whether standard output has colours. */
  readonly hasColours: boolean;
  /** The file that takes the summary of a job; null where there is none. */
  readonly summary: string | null;
}

/** Words for standard output. */
const STDOUT: ReadonlySet<string> = new Set(
  Deno.build.os === "windows" ? ["-"] : ["-", "/dev/stdout", "/dev/fd/1"],
);

/** Vets the programs, and returns the status to exit with. */
export async function vetPrograms(command: VetCommand, host: Host): Promise<number> {
  const { request, seed, packages, files, reports, hasColours, summary } = command;
  const { limits, jobs, walls, quiet, verbose } = request;
  if (!Deno.build.standalone) await ensureAssets(say);
  if (verbose && !quiet) say(`limits: ${describeLimits(limits)}; ${jobs} at once`);
  // Files are held once, for all programs.
  const given = files.length === 0
    ? {}
    : await (await import("./given_files.ts")).readGivenFiles(files, limits.maxHeapBytes);
  const environment = await holdPackages(packages);
  const stopped = Promise.withResolvers<"SIGINT" | "SIGTERM">();
  using _signals = onSignals(stopped.resolve);
  const stdout = descriptorSink(Deno.stdout, "standard output");
  const stderr = descriptorSink(Deno.stderr, "standard error");
  // Where a report is on standard output, nothing else is.
  const isStdoutTaken = [...reports.values()].some((path) => STDOUT.has(path));
  const text = isStdoutTaken ? stderr : stdout;
  const { terminals } = host;
  using opened = new DisposableStack();
  return await vet({ ...request, environment, shared: { files: given, seed } }, {
    stdin: Deno.stdin,
    write: (lines) => text.write(new TextEncoder().encode(lines)),
    bar: terminals.stderr ? new ProgressBar(drawOnStderr, terminals.columns) : null,
    hasColours: hasColours && !isStdoutTaken,
    say,
    reportPaths: [...reports.values()].filter((path) => !STDOUT.has(path)),
    openTargets: async () => {
      const targets = new Map<ReportFormat, ReportTarget>();
      for (const [format, path] of reports) {
        if (STDOUT.has(path)) {
          targets.set(format, { failure: "", file: null, write: stdout.write, isVital: true });
          continue;
        }
        const option = `--${format}`;
        const output = opened.use(await openOutput(option, path));
        targets.set(format, {
          failure: `${option}: cannot write '${path}'`,
          file: output.file,
          write: descriptorSink(output, path).write,
          isVital: false,
        });
      }
      return targets;
    },
    appendSummary: summary === null
      ? null
      : (lines) => Deno.writeTextFile(summary, lines, { append: true }),
    stopped: stopped.promise,
    processors: host.processors,
    version: versions().pysandbox,
    folder: Deno.cwd(),
    onMissingWalls: (missing) => {
      if (walls !== "auto" || quiet) return;
      for (const { name, why } of missing) say(`the wall ${name} is missing: ${why} (--walls)`);
    },
  });
}

/** Where the bar cannot be drawn, nothing is missing. */
function drawOnStderr(text: string): void {
  try {
    Deno.stderr.writeSync(new TextEncoder().encode(text));
  } catch {
    // Its terminal is gone.
  }
}
