/** TRUSTED. Our own programs that read hostile bytes of packages: each in a fresh jail, behind all walls, with nothing but its streams. */
import type { Limits } from "../core/limits.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Program, RunRequest } from "../core/request.ts";
import { jailCommand, SpawnedJail } from "../host/jail_process.ts";
import { GrowingBytes, type Sink } from "../host/output.ts";
import { supervise } from "../host/supervisor.ts";
import { PackageError } from "./package_error.ts";

/** Most bytes of what a program says on stderr, for an error's message. */
const MOST_SAID_BYTES = 1000;

/** A program, and its streams. */
export interface Helper {
  /** What it does, as the subject of an error: `compiling the packages`. */
  readonly task: string;
  readonly program: Program;
  readonly limits: Limits;
  readonly readStdin: (most: number) => Promise<Uint8Array | null>;
  readonly stdout: Sink;
}

/**
 * Runs it to its end.
 *
 * @throws {PackageError} where it does not end well, with what it says.
 */
export async function runHelper(helper: Helper): Promise<void> {
  const { task, program, limits, readStdin, stdout } = helper;
  const stderr = new Parts();
  await using jail = new SpawnedJail(jailCommand(limits.maxHeapBytes, true));
  const { outcome } = await supervise({ ...REQUEST, program, limits }, false, {
    ...{ sinks: { stdout, stderr }, readStdin },
    stopRequests: () => ({ [Symbol.dispose]: () => {} }),
  }, jail);
  if (outcome.status === "ok") return;
  throw new PackageError(`${task} failed: ${why(outcome, stderr.bytes())}`);
}

/** Why it has not ended well: the limit, which is ours and no option, or what it says. */
function why({ status, reason }: Outcome, stderr: Uint8Array): string {
  if (reason !== null) return reason.replace(/ \(--[\w-]+\)$/, "");
  const said = new TextDecoder().decode(stderr.subarray(-MOST_SAID_BYTES)).trim();
  return `${status} ${said}`.trimEnd();
}

const REQUEST: Omit<RunRequest, "program" | "limits"> = {
  ...{ args: [], env: {}, walls: "auto", colour: false, interactive: false },
  // What it makes is the same each time.
  seed: 0n,
  terminals: { stdin: false, stdout: false, stderr: false, columns: 80, rows: 24 },
};

/** A sink that keeps everything. */
export class Parts implements Sink {
  readonly #bytes = new GrowingBytes(Infinity);

  write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#bytes.add(bytes);
    return Promise.resolve();
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.view();
  }
}
