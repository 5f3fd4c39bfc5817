/** One run of the real supervisor, on a process that sends what the fuzzer tells it to. */
import type { RunRequest } from "../../src/core/request.ts";
import type { Run } from "../../src/host/supervisor.ts";
import type { superviseCommand } from "../common/supervise_command.ts";
import { joinBytes } from "./model.ts";
import type { Random } from "./random.ts";
import { type Script, type Treatment, withScriptedProcess } from "./scripted_process.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Supervises one run. */
export type Supervise = typeof superviseCommand;

/** The most memory that the program may hold. */
export const MAX_HEAP_BYTES = 64 * 1024 * 1024;

/** Conditions of a run besides what the jail sends. */
export interface Scene extends Omit<Script, "chunks"> {
  readonly maxOutputBytes: number;
  readonly stdinBytes: number;
  /** Without `require`, which refuses a process that the kernel cannot limit. */
  readonly walls: "auto" | "off";
}

/** The result of a run. */
export interface Played {
  readonly run: Run;
  readonly stdout: Bytes;
  readonly stderr: Bytes;
  readonly treatment: Treatment;
}

const SOURCE = new TextEncoder().encode("print('the program')");

/** Random conditions of every kind. */
export function randomScene(random: Random): Scene {
  return {
    exit: random.pick([
      { code: 0, signal: null },
      { code: 3, signal: null },
      { code: 133, signal: null },
      { code: 137, signal: "SIGKILL" },
      { code: 134, signal: "SIGABRT" },
    ]),
    diagnostics: random.pick(["", "", "fatal: out of memory", "\u001b[31mout of memory\n\0"]),
    isDeaf: random.oneIn(10),
    maxOutputBytes: random.oneIn(4) ? 1 + random.below(100) : 2 ** 30,
    stdinBytes: random.pick([0, 1, 100_000]),
    walls: random.pick(["auto", "off"]),
  };
}

/** Runs a jail that sends `chunks`. */
export async function play(
  superviseOne: Supervise,
  chunks: readonly Bytes[],
  scene: Scene,
): Promise<Played> {
  const [stdout, stderr] = [new RecordingSink(), new RecordingSink()];
  let stdinLeft = scene.stdinBytes;
  const readStdin = (most: number) => {
    const count = Math.min(most, stdinLeft);
    stdinLeft -= count;
    return Promise.resolve(count === 0 ? null : new Uint8Array(count));
  };
  const stopRequests = () => ({ [Symbol.dispose]: () => {} });
  const surroundings = { sinks: { stdout, stderr }, readStdin, stopRequests };
  const [run, treatment] = await withScriptedProcess(
    { ...scene, chunks },
    () => superviseOne(requestOf(scene), surroundings, { path: "jail", args: [], env: {} }),
  );
  return { run, stdout: stdout.bytes(), stderr: stderr.bytes(), treatment };
}

function requestOf({ maxOutputBytes, walls }: Scene): RunRequest {
  return {
    program: { kind: "code", name: "-c", source: SOURCE },
    args: [],
    env: {},
    limits: { timeoutMs: null, cpuMs: null, maxHeapBytes: MAX_HEAP_BYTES, maxOutputBytes },
    seed: null,
    walls,
    terminals: { stdin: false, stdout: false, stderr: false, columns: 80, rows: 24 },
    colour: false,
    interactive: false,
  };
}

class RecordingSink {
  readonly #pieces: Bytes[] = [];

  write(piece: Bytes): Promise<void> {
    this.#pieces.push(piece.slice());
    return Promise.resolve();
  }

  bytes(): Bytes {
    return joinBytes(this.#pieces);
  }
}
