/** Runs one program in a jail, and shows how it ended. */
import type { EnvironmentName } from "../core/environment.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Program, RunRequest } from "../core/request.ts";
import type { Display } from "../host/display.ts";
import { CollectingSink, descriptorSink, type Sink, type Sinks } from "../host/output.ts";
import type { JailProcess } from "../host/jail_process.ts";
import type { Reason } from "../host/reason.ts";
import type { Files } from "../host/file_traffic.ts";
import { readStandardInput } from "../host/standard_input.ts";
import { type Run, supervise } from "../host/supervisor.ts";
import type { MissingWall } from "../host/wall_watch.ts";
import { reportJson } from "../report/report_json.ts";
import { details, explain, ownLine } from "../report/text.ts";
import type { OutRequest } from "./out_folder.ts";
import type { GivenValue } from "./option_values.ts";
import { fullnessOf } from "./full_pipe.ts";
import { writePatiently } from "./patient_write.ts";
import type { ProgramSource } from "./program_source.ts";
import { ReportFile } from "./report_file.ts";
import { onSignals } from "./stop_signals.ts";

/** The checked command line of `run`. The program is still to be read. */
export interface RunCommand {
  readonly source: ProgramSource;
  readonly request: Omit<RunRequest, "program">;
  /** Whether the report, and nothing else, is printed. */
  readonly json: boolean;
  /** The file that gets the report; null where there is none. */
  readonly report: string | null;
  /** Whether the report has what the program shows. */
  readonly display: boolean;
  /** The environment whose packages the program has; null where it is left open. */
  readonly packages: GivenValue | null;
  /** What is copied into the sandbox: each a path, or a name, `=` and a path. */
  readonly files: readonly GivenValue[];
  /** Where the files go that the program has made; null where they are not taken. */
  readonly out: OutRequest | null;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** What was opened for the program. */
export interface Opened {
  readonly files: Files | null;
  readonly environment: EnvironmentName | null;
}

/** Runs the program in a jail that was just spawned, and returns the status to exit with. */
export async function runProgram(
  command: RunCommand,
  program: Program,
  { files, environment }: Opened,
  jail: JailProcess,
): Promise<number> {
  const { request, json, report, quiet, verbose } = command;
  const reportFile = report === null ? null : await ReportFile.open(report);
  const [sinks, captured] = openSinks(json, report !== null);
  const stopRequests = (listener: (reason: Reason) => void) =>
    onSignals((signal) => listener({ kind: "signal", signal }));
  const display = command.display ? await openDisplay() : null;
  const run = await supervise(
    { ...request, program },
    captured !== null,
    {
      sinks: { ...sinks, ...(display && { display }) },
      readStdin: stdinOf(program.kind),
      stopRequests,
      ...(files && { files }),
    },
    jail,
  );
  const { outcome, truncated, openLine, missingWalls } = run;
  if (captured !== null) {
    const { stdout, stderr } = captured;
    const texts = { stdout: await stdout.text(), stderr: await stderr.text() };
    const text = reportJson(outcome, {
      ...{ ...texts, truncated, files: run.files?.files ?? null },
      display: display?.bundles ?? null,
      environment,
    });
    const line = new TextEncoder().encode(`${text}\n`);
    const patienceMs = patience(outcome);
    if (json) {
      const sink = descriptorSink(Deno.stdout, "standard output");
      await writePatiently(sink, line, patienceMs, fullness(1));
    }
    await reportFile?.write(line, patienceMs);
  }
  let lines = explain(outcome) ?? "";
  if (request.walls === "auto") lines += missingWalls.map(missingWallLine).join("");
  lines += filesLine(run) + await neighbourLine(run, program);
  if (quiet) lines = "";
  if (verbose && !quiet) lines += details(outcome) + packagesLine(environment);
  if (lines !== "") {
    const patienceMs = Math.min(patience(outcome) ?? Infinity, VERDICT_PATIENCE_MS);
    await writeVerdict(openLine && !json ? `\n${lines}` : lines, patienceMs);
  }
  return outcome.exitCode;
}

/** What takes what a program shows; loaded where somebody has asked for it. */
async function openDisplay(): Promise<Display> {
  const { Display } = await import(
    import.meta.resolve("../host/display.ts")
  ) as typeof import("../host/display.ts");
  return new Display();
}

/** Which environment it was; nothing where there was none. */
function packagesLine(environment: EnvironmentName | null): string {
  if (environment === null) return "";
  return ownLine(`packages of ${environment.name} (${environment.digest})`);
}

/** What `--out` has not taken, unless that was the verdict. */
function filesLine({ files, outcome }: Run): string {
  if (!files || files.problem === null) return "";
  const text = `--out: ${files.problem}`;
  return text === outcome.reason ? "" : ownLine(text);
}

/** Where a module is that was not found: beside the script, of whose folder nothing else is read. */
async function neighbourLine({ missingModule }: Run, program: Program): Promise<string> {
  if (missingModule === null || program.kind !== "file") return "";
  const { neighbourOf } = await import(
    import.meta.resolve("./neighbour.ts")
  ) as typeof import("./neighbour.ts");
  const path = await neighbourOf(program.name, missingModule);
  if (path === null) return "";
  return ownLine(`only the script is read, not what is beside it: add --file ${path}`);
}

/** How long the reader of a report may block: the rest of the time limit, and a grace period. Null is without limit. */
function patience({ limits, stats }: Outcome): number | null {
  if (limits.timeoutMs === null) return null;
  return Math.max(0, limits.timeoutMs - stats.wallMs) + PATIENCE_MS;
}

/** Writes the last lines to stderr. Where that fails or blocks, the exit status stays the same. */
async function writeVerdict(lines: string, patienceMs: number): Promise<void> {
  const sink = descriptorSink(Deno.stderr, "standard error");
  const bytes = new TextEncoder().encode(lines);
  await writePatiently(sink, bytes, patienceMs, fullness(2)).catch(() => {});
}

/** Says whether a descriptor is full. It is loaded where a write takes its time. */
function fullness(descriptor: number): () => boolean {
  let isFull: (() => boolean) | null = null;
  return () => (isFull ??= fullnessOf(descriptor) ?? (() => true))();
}

function missingWallLine({ name, why }: MissingWall): string {
  return ownLine(`the wall ${name} is missing: ${why} (--walls)`);
}

interface CapturedSinks {
  readonly stdout: CollectingSink;
  readonly stderr: CollectingSink;
}

/** How long a reader may block after the time limit, in milliseconds. */
const PATIENCE_MS = 150;

/** How long one of stderr may hold up the exit status, where there is time left. */
const VERDICT_PATIENCE_MS = 5000;

/** Where the program's output goes: to our own descriptors, into the report, or to both. */
function openSinks(json: boolean, report: boolean): [Sinks, CapturedSinks | null] {
  const direct: Sinks = {
    stdout: descriptorSink(Deno.stdout, "standard output"),
    stderr: descriptorSink(Deno.stderr, "standard error"),
  };
  if (!json && !report) return [direct, null];
  const captured = { stdout: new CollectingSink(), stderr: new CollectingSink() };
  if (json) return [captured, captured];
  const both = (first: Sink, second: Sink): Sink => ({
    write: async (bytes) => {
      await first.write(bytes);
      await second.write(bytes);
    },
  });
  return [{
    stdout: both(captured.stdout, direct.stdout),
    stderr: both(captured.stderr, direct.stderr),
  }, captured];
}

/** Reads standard input of this process, each time the program reads from its own. */
function stdinOf(kind: string): (most: number) => Promise<Uint8Array | null> {
  // The program itself came from there: nothing is left.
  if (kind === "stdin") return () => Promise.resolve(null);
  return readStandardInput;
}
