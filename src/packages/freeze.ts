/**
 * TRUSTED. Runs the program that warms an environment up, behind all walls, and takes the memory of the interpreter in which it ran.
 * Entropy, clock and hash seed are fixed, so that the same program leaves the same memory.
 */
import type { EnvironmentPlace } from "../host/environment.ts";
import type { Limits } from "../core/limits.ts";
import type { RunRequest } from "../core/request.ts";
import { formatDuration, formatSize, MEBIBYTE } from "../core/units.ts";
import { jailCommand, SpawnedJail } from "../host/jail_process.ts";
import { JailLink } from "../host/jail_link.ts";
import type { Sink } from "../host/output.ts";
import { type Run, superviseIn } from "../host/supervisor.ts";
import { MessageError } from "../wire/fields.ts";
import { decodeFindings, type Findings } from "./findings.ts";
import { FrozenMemory } from "./frozen_memory.ts";
import { PackageError } from "./package_error.ts";

/** A program that warms up. */
export interface WarmUp {
  /** The path, as it was given. */
  readonly path: string;
  readonly source: Uint8Array<ArrayBuffer>;
}

/** What was taken of it. */
export interface Frozen {
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly findings: Findings;
}

/** An interpreter with the default of `--max-heap` must be able to start from the image. */
const LIMITS: Limits = {
  ...{ timeoutMs: 60_000, cpuMs: null, maxHeapBytes: 256 * MEBIBYTE },
  maxOutputBytes: MEBIBYTE,
};

/** Names that an error lists. */
const MOST_PROBLEMS_SHOWN = 5;

/** No terminal. */
export const NO_TERMINALS = {
  ...{ stdin: false, stdout: false, stderr: false },
  ...{ columns: 80, rows: 24 },
} as const;

/**
 * Runs the program in an interpreter of an environment that has no image of its own.
 *
 * @param environment where it is.
 * @param output takes what the program writes, which is hostile text.
 * @throws {PackageError} where it fails, or leaves what an image cannot keep.
 */
export async function freeze(
  environment: EnvironmentPlace,
  warmUp: WarmUp,
  output: Sink,
): Promise<Frozen> {
  const frozen = new FrozenMemory(LIMITS.maxHeapBytes);
  let hasRead = false;
  await using jail = new SpawnedJail(
    jailCommand(LIMITS.maxHeapBytes, true, "freeze", environment),
  );
  // A value at its end is described as a server does: what that calls is laid out with the rest.
  const mode = { describe: true, keep: true, renewInput: false };
  const run = await superviseIn(new JailLink(jail), requestOf(warmUp), mode, {
    sinks: { stdout: output, stderr: output },
    readStdin: () => {
      hasRead = true;
      return Promise.resolve(null);
    },
    stopRequests: () => ({ [Symbol.dispose]: () => {} }),
    files: { out: frozen },
  });
  const fault = faultOf(run);
  const { memory } = frozen;
  if (fault !== null) throw new PackageError(`--warm ${warmUp.path}: ${fault}`);
  const findings = readFindings(frozen);
  if (memory === null || findings === null) {
    throw new PackageError(`--warm ${warmUp.path}: the sandbox did not give its memory`);
  }
  const problems = [...hasRead ? ["it has read standard input"] : [], ...findings.problems];
  if (problems.length > 0) throw new PackageError(`--warm ${warmUp.path}: ${listed(problems)}`);
  return { memory, findings };
}

/** Null where there are none that can be read. */
function readFindings({ findings }: FrozenMemory): Findings | null {
  try {
    return findings === null ? null : decodeFindings(findings);
  } catch (error) {
    if (error instanceof MessageError) return null;
    throw error;
  }
}

/** Its traceback names the file; where that stands is nothing that an environment depends on. */
function requestOf({ path, source }: WarmUp): RunRequest {
  const name = path.split(/[/\\]/).at(-1)!;
  return {
    program: { kind: "file", name, source },
    ...{ args: [], env: {}, limits: LIMITS, seed: 0n, walls: "auto", terminals: NO_TERMINALS },
    ...{ colour: false, interactive: false },
  };
}

/** Why a run has no memory that an image could be; null where nothing is wrong with it. */
function faultOf({ outcome, isKept }: Run): string | null {
  const { status, exitCode, reason } = outcome;
  switch (status) {
    case "ok":
      return isKept ? null : "it ended its interpreter (os._exit)";
    case "error":
      return `it ended with status ${exitCode}`;
    case "timeout":
      return `it took longer than ${formatDuration(LIMITS.timeoutMs!)}`;
    case "memory":
      return `it needs more memory than ${formatSize(LIMITS.maxHeapBytes)}`;
    case "output":
      return `it wrote more than ${formatSize(LIMITS.maxOutputBytes)}`;
    default:
      return reason ?? status;
  }
}

function listed(problems: readonly string[]): string {
  const shown = problems.slice(0, MOST_PROBLEMS_SHOWN).join("; ");
  const more = problems.length - MOST_PROBLEMS_SHOWN;
  const rest = more > 0 ? `; and ${more} more` : "";
  return `a memory image cannot keep what it has left: ${shown}${rest}`;
}
