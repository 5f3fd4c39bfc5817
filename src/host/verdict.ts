/** TRUSTED. The verdict: how a run ended, from what is known of it, and the outcome with it. Pure: everything that it looks at is passed in. */
import type { Limits } from "../core/limits.ts";
import {
  type Claims,
  NO_CLAIMS,
  type Outcome,
  type Status,
  type WallReport,
} from "../core/outcome.ts";
import { oneLine } from "../core/one_line.ts";
import { formatDuration, formatSize } from "../core/units.ts";
import type { AnyEnd, Failure } from "../wire/jail_answer.ts";
import { exitCodeFor, exitCodeForSignal } from "../report/exit_code.ts";
import type { ExitStatus } from "./jail_process.ts";
import type { Reason } from "./reason.ts";

/** All that is known of an ended run. */
export interface Evidence {
  readonly reason: Reason | null;
  readonly end: AnyEnd | null;
  readonly failure: Failure | null;
  /** Null where the process was killed without waiting for it, because it had sent how its program ended. */
  readonly exit: ExitStatus | null;
  /** Whether the program had been sent. Before, whatever goes wrong is our own. */
  readonly running: boolean;
  /** The process's stderr: the engine's last messages, or what hostile code made of them. */
  readonly diagnostics: string;
  readonly limits: Limits;
}

/** The verdict. */
export interface Verdict {
  readonly status: Status;
  readonly exitCode: number;
  readonly reason: string | null;
  readonly claimed: Claims;
}

/** What V8 and Rust print when an allocation fails. */
const OUT_OF_MEMORY = /out of memory|memory allocation of \d+ bytes failed|AllocateOrThrow/i;

/** The exit status of an abort that a shell or wrapper reports: 128 + SIGTRAP, 128 + SIGABRT. */
const ABORT_CODES: ReadonlySet<number> = new Set([133, 134]);

/** Decides how the run ended. A reason that the host had comes first; what the jail says comes last. */
export function classify(evidence: Evidence): Verdict {
  const { reason, end, failure, limits } = evidence;
  const claimed = end?.kind === "program" ? end.answer.claimed ?? NO_CLAIMS : NO_CLAIMS;
  const verdict = (
    status: Exclude<Status, "ok" | "error" | "cancelled">,
    text: string,
  ): Verdict => ({
    status,
    exitCode: exitCodeFor(status),
    reason: text,
    claimed,
  });
  const memory = () =>
    verdict(
      "memory",
      `out of memory: the limit is ${formatSize(limits.maxHeapBytes)} (--max-heap)`,
    );

  switch (reason?.kind) {
    case "timeout":
      return verdict(
        "timeout",
        `timed out after ${formatDuration(limits.timeoutMs ?? 0)} (--timeout)`,
      );
    case "cpu":
      return verdict(
        "cpu",
        `used more than ${formatDuration(limits.cpuMs ?? 0)} of processor time (--cpu)`,
      );
    case "memory":
      return memory();
    case "output":
      return verdict(
        "output",
        `wrote more than ${formatSize(limits.maxOutputBytes)} (--max-output)`,
      );
    case "signal": {
      const exitCode = exitCodeForSignal(reason.signal);
      return { status: "cancelled", exitCode, reason: `stopped by ${reason.signal}`, claimed };
    }
    case "cancelled": {
      const exitCode = exitCodeForSignal("SIGINT");
      return { status: "cancelled", exitCode, reason: "cancelled", claimed };
    }
    case "reader-gone": {
      const exitCode = exitCodeForSignal("SIGPIPE");
      return {
        status: "cancelled",
        exitCode,
        reason: "the reader of standard output is gone",
        claimed,
      };
    }
    case "sink-failed":
      return verdict("internal", reason.message);
    case "violation":
      return evidence.running
        ? verdict("crashed", `the sandbox broke its protocol and was killed: ${reason.message}`)
        : verdict("internal", startFailure(reason.message));
    case "walls":
      return verdict("internal", reason.message);
    case "files":
      return verdict(reason.status, reason.message);
    case "boot-timeout":
      return verdict("internal", "the sandbox did not start in time");
  }
  if (end !== null) {
    const { exitCode, memoryError } = end.answer;
    if (memoryError && end.refusedMemory) return memory();
    return { status: exitCode === 0 ? "ok" : "error", exitCode, reason: null, claimed };
  }
  if (failure !== null) return classifyFailure(failure, verdict, memory);
  return classifyDeath(evidence, verdict, memory);
}

type MakeVerdict = (
  status: Exclude<Status, "ok" | "error" | "cancelled">,
  text: string,
) => Verdict;

function classifyFailure(failure: Failure, verdict: MakeVerdict, memory: () => Verdict): Verdict {
  switch (failure.kind) {
    case "boot":
      return verdict("internal", startFailure(failure.message));
    case "memory":
      return memory();
    case "stack":
      return verdict(
        "crashed",
        "the interpreter crashed: its native stack overflowed (recursion too deep)",
      );
    case "trap":
      return verdict("crashed", `the interpreter crashed: ${shown(failure.message)}`);
  }
}

/** The process ended without an end or a failure. */
function classifyDeath(evidence: Evidence, verdict: MakeVerdict, memory: () => Verdict): Verdict {
  const { exit } = evidence;
  const how = exit?.signal ?? `status ${exit?.code ?? "unknown"}`;
  if (!evidence.running) return verdict("internal", `the sandbox did not start (${how})`);
  // Any code in the jail can write this text; only an abort shows that it is the engine's.
  const aborted = exit !== null && (exit.signal !== null || ABORT_CODES.has(exit.code));
  if (aborted && OUT_OF_MEMORY.test(evidence.diagnostics)) return memory();
  if (exit?.signal === "SIGKILL") {
    return verdict(
      "crashed",
      "the sandbox was killed (SIGKILL), perhaps by the system for want of memory",
    );
  }
  return verdict("crashed", `the sandbox ended without a result (${how})`);
}

/** The reason where a jail did not boot: `message` is what it said, or did. */
export function startFailure(message: string): string {
  return `the sandbox did not start: ${shown(message)}`;
}

/** Hostile text, made fit for one line and not too long for it. */
function shown(text: string): string {
  return oneLine(text).slice(0, 200).trimEnd();
}

/** What the host measured of a run. Moments are by `performance.now()`. */
export interface Measured {
  /** When the wait for the program's start began. */
  readonly asked: number;
  /** Null where the jail never had the program. */
  readonly started: number | null;
  readonly ended: number;
  readonly cpuMs: number;
  readonly outputBytes: number;
  /** Size of the WebAssembly memory when the jail had booted. */
  readonly heapBytes: number;
  readonly walls: WallReport;
}

/** The outcome of a run: the verdict, and the host's own measures. */
export function outcomeOf(
  evidence: Omit<Evidence, "running">,
  { asked, started, ended, cpuMs, outputBytes, heapBytes, walls }: Measured,
): Outcome {
  const { end, limits } = evidence;
  const began = started ?? ended;
  return {
    ...classify({ ...evidence, running: started !== null }),
    stats: {
      startupMs: round(began - asked),
      wallMs: round(ended - began),
      cpuMs: round(cpuMs),
      // The sandbox's own count, which no lie can take out of these bounds.
      peakHeapBytes: Math.min(Math.max(end?.peakHeapBytes ?? 0, heapBytes), limits.maxHeapBytes),
      outputBytes,
    },
    limits,
    walls,
  };
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
