/** TRUSTED. Runs one program in a jail, and reports its events and result to its user. */
import { InternalError, messageOf } from "../core/errors.ts";
import type { Limits } from "../core/limits.ts";
import type { RunRequest, WallsMode } from "../core/request.ts";
import type { Display } from "../host/display.ts";
import type { Files } from "../host/file_traffic.ts";
import type { TakesCalls } from "../host/jail_calls.ts";
import type { JailLink } from "../host/jail_link.ts";
import { CollectingSink, type Sinks } from "../host/output.ts";
import type { RawJson } from "../core/raw_json.ts";
import { type Run, superviseIn } from "../host/supervisor.ts";
import type { OutputListener, ProgramJob } from "./job.ts";
import type { MemoryFiles } from "./memory_files.ts";
import type { CheckedProgram } from "./program.ts";
import type { OutputFile } from "./result.ts";

/** How a program is performed. */
export interface Performance {
  readonly walls: WallsMode;
  readonly limits: Limits;
  /** Whether the jail is a session's: kept for the next program. */
  readonly keep: boolean;
  /** Whether something may be left of an earlier program's input. */
  readonly renewInput: boolean;
  /** Most bytes of files that are taken out. */
  readonly maxFilesBytes: number;
}

/** What came of a program. */
export interface Performed {
  readonly run: Run;
  /** What it wrote; nothing where a listener was given it. */
  readonly stdout: string;
  readonly stderr: string;
  /** The files that were wanted; null where none were. */
  readonly files: readonly OutputFile[] | null;
  readonly filesOmitted: readonly string[];
  /** What it has shown; null where nobody has asked. */
  readonly display: readonly RawJson[] | null;
}

/** Runs the program of `job` in the jail of `link`. Rejects only where its output cannot be made a text. */
export async function perform(
  job: ProgramJob,
  link: JailLink,
  { walls, limits, keep, renewInput, maxFilesBytes }: Performance,
): Promise<Performed> {
  const collected = { stdout: new CollectingSink(), stderr: new CollectingSink() };
  const streams = job.onOutput === null ? null : streamTo(job.onOutput);
  const [files, taken] = await openFiles(job.program, maxFilesBytes);
  const calls = await openCalls(job);
  const display = job.program.display ? await openDisplay() : null;
  const { inputs } = job.program;
  const run = await superviseIn(link, toRunRequest(job.program, walls, limits), {
    describe: true,
    keep,
    renewInput,
  }, {
    sinks: { ...(streams ?? collected), ...(display && { display }) },
    readStdin: readerOf(job.program.stdin),
    ...(files && { files }),
    ...(calls && { calls }),
    ...(inputs && { inputs: inputs.bytes }),
    stopRequests: (listener) => {
      job.stop = listener;
      if (job.stopReason !== null) listener(job.stopReason);
      return { [Symbol.dispose]: () => job.stop = null };
    },
  });
  streams?.finish();
  const problem = run.files?.problem ?? null;
  return {
    run,
    stdout: await collected.stdout.text(),
    stderr: await collected.stderr.text(),
    files: taken && (problem === null ? taken.files : []),
    filesOmitted: problem === null ? taken?.omitted ?? [] : [problem],
    display: display?.bundles ?? null,
  };
}

/** What takes what a program shows; loaded where somebody has asked for it. */
async function openDisplay(): Promise<Display> {
  const { Display } = await import(
    import.meta.resolve("../host/display.ts")
  ) as typeof import("../host/display.ts");
  return new Display();
}

/** The files that go in and come out, and those that have come; nulls where there are none, and nothing is loaded then. */
async function openFiles(
  { files, outputs }: CheckedProgram,
  maxFilesBytes: number,
): Promise<[Files | null, MemoryFiles | null]> {
  if (files.length === 0 && outputs === null) return [null, null];
  const { filesFor, MemoryFiles } = await import("./memory_files.ts");
  const taken = outputs === null ? null : new MemoryFiles(outputs, maxFilesBytes);
  return [filesFor({ files }, taken), taken];
}

/** The functions that the program may call; null where there are none, and nothing is loaded then. */
async function openCalls(job: ProgramJob): Promise<TakesCalls | null> {
  if (job.program.functions.length === 0) return null;
  const { callsOf } = await import(
    import.meta.resolve("./program_call.ts")
  ) as typeof import("./program_call.ts");
  return callsOf(job);
}

function toRunRequest(
  { code, name, args, env, seed }: CheckedProgram,
  walls: WallsMode,
  limits: Limits,
): RunRequest {
  return {
    program: name === null
      ? { kind: "code", name: "-c", source: code }
      : { kind: "file", name, source: code },
    args,
    env,
    limits,
    seed,
    walls,
    terminals: { stdin: false, stdout: false, stderr: false, columns: 80, rows: 24 },
    colour: false,
    interactive: false,
  };
}

function readerOf(
  input: Uint8Array<ArrayBuffer> | null,
): (most: number) => Promise<Uint8Array | null> {
  let left = input ?? new Uint8Array(0);
  return (most) => {
    const piece = left.subarray(0, most);
    left = left.subarray(piece.length);
    return Promise.resolve(piece.length === 0 ? null : piece);
  };
}

/** Output to a listener, each piece as soon as it takes it. A character that is cut in two waits for its other half. */
function streamTo(listener: OutputListener): Sinks & { finish(): void } {
  // A supervisor that gave up waiting for the listener may still hold a piece: nothing follows the result.
  let isOpen = true;
  const stream = (name: "stdout" | "stderr") => {
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    return {
      write: async (bytes: Uint8Array<ArrayBuffer>) => {
        const text = isOpen ? decoder.decode(bytes, { stream: true }) : "";
        if (text === "") return;
        try {
          await listener(name, text);
        } catch (error) {
          throw new InternalError(`the listener of the output failed: ${messageOf(error)}`);
        }
      },
      finish: async () => {
        const text = decoder.decode();
        try {
          if (text !== "") await listener(name, text);
        } catch {
          // The program has ended: there is nothing left that a failing listener could end.
        }
      },
    };
  };
  const [stdout, stderr] = [stream("stdout"), stream("stderr")];
  return {
    stdout,
    stderr,
    finish: () => {
      stdout.finish();
      stderr.finish();
      isOpen = false;
    },
  };
}
