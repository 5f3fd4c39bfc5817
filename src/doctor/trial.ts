/** TRUSTED. One program in a jail of its own, to find out whether something holds. */
import type { Limits } from "../core/limits.ts";
import type { RunRequest } from "../core/request.ts";
import { MEBIBYTE } from "../core/units.ts";
import type { EnvironmentPlace } from "../host/environment.ts";
import { jailCommand, SpawnedJail } from "../host/jail_process.ts";
import type { Sink } from "../host/output.ts";
import { type Run, supervise } from "../host/supervisor.ts";

/** One attempt: a program and what differs from other attempts. */
export interface Attempt {
  readonly source: string;
  /** Limits that differ from the usual ones. */
  readonly limits?: Partial<Limits>;
  /** Whether the jail verifies everything that it boots from. */
  readonly verify?: boolean;
}

/** The result of an attempt. */
export interface Trial extends Pick<Run, "outcome" | "missingWalls"> {
  /** The jail's process. It has ended by now. */
  readonly pid: number;
  /** How many bytes of the program's output arrived. */
  readonly outputBytes: number;
}

/** Runs an attempt. Throws if it cannot be run; whatever the jail does is part of the trial. */
export type Try = (attempt: Attempt) => Promise<Trial>;

/** Memory that every machine has, and limits that only a broken sandbox reaches by accident. */
const LIMITS_OF_TRIALS: Limits = {
  timeoutMs: 30_000,
  cpuMs: null,
  maxHeapBytes: 64 * MEBIBYTE,
  maxOutputBytes: MEBIBYTE,
};

/**
 * Runs a program in a new jail, with every wall that this machine has, and waits until its process has ended.
 *
 * @param place the environment that it boots from; null is what pysandbox itself carries.
 */
export async function tryInJail(
  { source, limits, verify = false }: Attempt,
  place: EnvironmentPlace | null = null,
): Promise<Trial> {
  const request: RunRequest = {
    program: { kind: "code", name: "-c", source: new TextEncoder().encode(source) },
    args: [],
    env: {},
    limits: { ...LIMITS_OF_TRIALS, ...limits },
    seed: null,
    walls: "auto",
    terminals: { stdin: false, stdout: false, stderr: false, columns: 80, rows: 24 },
    colour: false,
    interactive: false,
  };
  let outputBytes = 0;
  const sink: Sink = {
    write: ({ length }) => {
      outputBytes += length;
      return Promise.resolve();
    },
  };
  const surroundings = {
    sinks: { stdout: sink, stderr: sink },
    readStdin: () => Promise.resolve(null),
    stopRequests: () => ({ [Symbol.dispose]: () => {} }),
  };
  await using jail = new SpawnedJail(
    jailCommand(request.limits.maxHeapBytes, true, verify ? "verify" : "run", place),
  );
  const { outcome, missingWalls } = await supervise(request, true, surroundings, jail);
  return { outcome, missingWalls, pid: jail.pid, outputBytes };
}
