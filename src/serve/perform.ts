/** TRUSTED. One request's program in a jail, and what its client hears of it. */
import type { Limits } from "../core/limits.ts";
import type { Outcome } from "../core/outcome.ts";
import type { RunRequest, WallsMode } from "../core/request.ts";
import type { JailLink } from "../host/jail_link.ts";
import { CollectingSink, type Sinks } from "../host/output.ts";
import { type Run, superviseIn } from "../host/supervisor.ts";
import { event } from "./answer.ts";
import type { Job } from "./job.ts";
import type { Outbox } from "./outbox.ts";
import type { RunAsk } from "./request.ts";

/** How a program is performed. */
export interface Performance {
  readonly walls: WallsMode;
  readonly limits: Limits;
  /** Whether the jail is a session's: kept for the next request. */
  readonly keep: boolean;
  /** Whether something may be left of an earlier program's input. */
  readonly renewInput: boolean;
}

/** What came of a program. */
export interface Performed {
  readonly run: Run;
  /** What it wrote; nothing where that was streamed. */
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program of `job` in the jail of `link`; events of a streaming one go to `outbox`. */
export async function perform(
  job: Job<RunAsk>,
  link: JailLink,
  { walls, limits, keep, renewInput }: Performance,
  outbox: Outbox,
): Promise<Performed> {
  const collected = { stdout: new CollectingSink(), stderr: new CollectingSink() };
  const streams = job.ask.stream ? streamTo(outbox, job.ask) : null;
  const run = await superviseIn(link, toRunRequest(job.ask, walls, limits), {
    describe: true,
    keep,
    renewInput,
  }, {
    sinks: streams ?? collected,
    readStdin: readerOf(job.ask.stdin),
    stopRequests: (listener) => {
      job.stop = listener;
      if (job.stopReason !== null) listener(job.stopReason);
      return { [Symbol.dispose]: () => job.stop = null };
    },
  });
  streams?.finish();
  return { run, stdout: collected.stdout.text(), stderr: collected.stderr.text() };
}

function toRunRequest(ask: RunAsk, walls: WallsMode, limits: Limits): RunRequest {
  return {
    program: { kind: "code", name: "-c", source: ask.code },
    args: ask.args,
    env: ask.env,
    limits,
    seed: ask.seed,
    walls,
    terminals: { stdin: false, stdout: false, stderr: false, columns: 80, rows: 24 },
    colour: false,
    interactive: false,
  };
}

function readerOf(
  text: Uint8Array<ArrayBuffer> | null,
): (most: number) => Promise<Uint8Array | null> {
  let left = text ?? new Uint8Array(0);
  return (most) => {
    const piece = left.subarray(0, most);
    left = left.subarray(piece.length);
    return Promise.resolve(piece.length === 0 ? null : piece);
  };
}

/** Output as events, each as soon as the client takes it. A character that is cut in two waits for its other half. */
function streamTo(outbox: Outbox, { id }: RunAsk): Sinks & { finish(): void } {
  // A supervisor that gave up waiting for the client may still have a piece in its hands: nothing follows the answer.
  let isOpen = true;
  const stream = (name: "stdout" | "stderr") => {
    const decoder = new TextDecoder();
    const say = (text: string) => {
      if (text !== "") outbox.push(event(id, name, text));
    };
    return {
      write: async (bytes: Uint8Array<ArrayBuffer>) => {
        if (isOpen) say(decoder.decode(bytes, { stream: true }));
        await outbox.drained();
      },
      finish: () => say(decoder.decode()),
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

/** The outcome of a request that ended before its program began. */
export function unstarted(
  ask: RunAsk,
  ended: Pick<Outcome, "status" | "exitCode" | "reason">,
): Outcome {
  return {
    ...ended,
    claimed: { result: null, resultRepr: null, error: null },
    stats: { startupMs: 0, wallMs: 0, cpuMs: 0, peakHeapBytes: 0, outputBytes: 0 },
    limits: ask.limits,
    walls: { wasm: false, permissions: false, seccomp: false, landlock: false, rlimit: false },
  };
}
