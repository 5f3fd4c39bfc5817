/** How a run ended: facts that the host measured, and claims that the sandboxed code made. */
import type { Limits } from "./limits.ts";
import type { RawJson } from "./raw_json.ts";

/** The closed list of ways to end. */
export type Status =
  | "ok"
  | "error"
  | "timeout"
  | "cpu"
  | "memory"
  | "output"
  | "crashed"
  | "cancelled"
  | "internal";

/** Ways to end that somebody can expect of a program: nobody stops it, and nothing else fails. */
export const EXPECTABLE = [
  "ok",
  "error",
  "timeout",
  "cpu",
  "memory",
  "output",
  "crashed",
] as const satisfies readonly Status[];

/** An uncaught exception, as the sandboxed side describes it. */
export interface ClaimedError {
  readonly type: string;
  readonly message: string;
  readonly traceback: string;
  /** The line of the user's file that the traceback ends in, where there is one. */
  readonly line: number | null;
}

/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | { [member: string]: Json };

/** What the sandboxed side says of itself. Nothing here may change a fact. */
export interface Claims {
  /** The value of the last expression; null where it is None, or has no JSON that is given. */
  readonly result: RawJson | null;
  readonly resultRepr: string | null;
  /** Why a value that there is has no `result`. */
  readonly resultOmitted?: string;
  /** Whether `resultRepr` is only the beginning. */
  readonly resultReprTruncated?: true;
  readonly error: ClaimedError | null;
}

/** No claims: the sandbox ended without a word. */
export const NO_CLAIMS: Claims = { result: null, resultRepr: null, error: null };

/** What the host measured. */
export interface Stats {
  readonly startupMs: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Counted by the sandbox, bounded by the host to the cap. */
  readonly peakHeapBytes: number;
  readonly outputBytes: number;
}

/** Walls that the operating system builds, each where there is one. */
export type SystemWallName = "seccomp" | "landlock" | "seatbelt" | "job";

/** One wall, after it was tried from the inside. */
export interface WallState {
  readonly name: SystemWallName;
  /** Whether it was built, and then refused all that it has to refuse. */
  readonly holds: boolean;
  /** What is missing and what could be done about it, in a clause; null where nothing is. One that holds may still lack a part. */
  readonly missing: string | null;
}

/** Which walls were in place: each was tried, and not merely requested. The first five are always named. */
export interface WallReport {
  readonly wasm: boolean;
  readonly permissions: boolean;
  readonly seccomp: boolean;
  readonly landlock: boolean;
  readonly rlimit: boolean;
  /** Only on macOS. */
  readonly seatbelt?: boolean;
  /** Only on Windows. */
  readonly job?: boolean;
}

/** The end of a run. */
export interface Outcome {
  readonly status: Status;
  /** What the command exits with. */
  readonly exitCode: number;
  /** One sentence for anything but `ok` and `error`; null otherwise. */
  readonly reason: string | null;
  readonly claimed: Claims;
  readonly stats: Stats;
  readonly limits: Limits;
  readonly walls: WallReport;
}
