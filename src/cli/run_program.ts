/** Runs one program in a jail, and shows how it ended. */
import { InternalError } from "../core/errors.ts";
import type { Program, RunRequest } from "../core/request.ts";
import { CollectingSink, descriptorSink, type Sink, type Sinks } from "../host/output.ts";
import type { JailProcess } from "../host/jail_process.ts";
import type { Reason } from "../host/reason.ts";
import { supervise } from "../host/supervisor.ts";
import type { MissingWall } from "../host/wall_watch.ts";
import { reportJson } from "../report/json.ts";
import { details, explain, ownLine } from "../report/text.ts";
import type { ProgramSource } from "./program_source.ts";
import { onSignals } from "./stop_signals.ts";

/** What is asked of `run`: the program is still to be read. */
export interface RunCommand {
  readonly source: ProgramSource;
  readonly request: Omit<RunRequest, "program">;
  /** Whether the report, and nothing else, is printed. */
  readonly json: boolean;
  /** The file that gets the report; null where there is none. */
  readonly report: string | null;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Runs the program in a jail that was just spawned, and returns the status to exit with. */
export async function runProgram(
  command: RunCommand,
  program: Program,
  jail: JailProcess,
): Promise<number> {
  const { request, json, report, quiet, verbose } = command;
  const reportFile = report === null ? null : await openReport(report);
  const [sinks, captured] = openSinks(json, report !== null);
  const stopRequests = (listener: (reason: Reason) => void) =>
    onSignals((signal) => listener({ kind: "signal", signal }));
  const { outcome, truncated, openLine, missingWalls } = await supervise(
    { ...request, program },
    captured !== null,
    { sinks, readStdin: stdinOf(program.kind), stopRequests },
    jail,
  );
  if (captured !== null) {
    const { stdout, stderr } = captured;
    const text = reportJson(outcome, { stdout: stdout.text(), stderr: stderr.text(), truncated });
    const line = new TextEncoder().encode(`${text}\n`);
    if (json) await descriptorSink(Deno.stdout, "standard output").write(line);
    await writeReport(reportFile, line, report);
  }
  let words = explain(outcome) ?? "";
  if (request.walls === "auto") words += missingWalls.map(missingWallLine).join("");
  if (quiet) words = "";
  if (verbose && !quiet) words += details(outcome);
  if (words !== "") {
    const line = openLine && !json ? `\n${words}` : words;
    const written = descriptorSink(Deno.stderr, "standard error").write(encode(line));
    // A reader that never reads must not hold the verdict back: the exit status says what matters.
    await Promise.race([written, new Promise((resolve) => setTimeout(resolve, WORDS_MS))]);
  }
  return outcome.exitCode;
}

function missingWallLine({ name, why }: MissingWall): string {
  return ownLine(`the wall ${name} is missing: ${why} (--walls)`);
}

interface CapturedSinks {
  readonly stdout: CollectingSink;
  readonly stderr: CollectingSink;
}

/** How long a reader of standard error that does not read may keep us, in milliseconds. */
const WORDS_MS = 150;

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

/** Opened before the program runs: a report that cannot be written is known before anything happened. */
async function openReport(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path, { write: true, create: true, truncate: true });
  } catch (error) {
    throw new InternalError(`--report: cannot write '${path}': ${(error as Error).message}`);
  }
}

async function writeReport(
  file: Deno.FsFile | null,
  line: Uint8Array<ArrayBuffer>,
  path: string | null,
): Promise<void> {
  if (file === null) return;
  try {
    for (let at = 0; at < line.length;) at += await file.write(line.subarray(at));
  } catch (error) {
    throw new InternalError(`--report: cannot write '${path}': ${(error as Error).message}`);
  } finally {
    file.close();
  }
}

/** Reads our own standard input when, and only when, the program asks for some. */
function stdinOf(kind: string): (most: number) => Promise<Uint8Array | null> {
  // The program itself came from there: nothing is left.
  if (kind === "stdin") return () => Promise.resolve(null);
  return async (most) => {
    const buffer = new Uint8Array(most);
    const count = await Deno.stdin.read(buffer);
    return count === null ? null : buffer.subarray(0, count);
  };
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
