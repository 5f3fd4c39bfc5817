/** TRUSTED. How a run ended, from what is known of it. Pure: everything that it looks at is passed in. */
import type { Limits } from "../core/limits.ts";
import { type Claims, NO_CLAIMS, type Status } from "../core/outcome.ts";
import { oneLine } from "../core/one_line.ts";
import { formatDuration, formatSize } from "../core/units.ts";
import type { End, Failure } from "../wire/messages.ts";
import { exitCodeFor, exitCodeForSignal } from "../report/exit_code.ts";
import type { ExitStatus } from "./jail_process.ts";
import type { Reason } from "./reason.ts";

/** All that is known of an ended run. */
export interface Evidence {
  readonly reason: Reason | null;
  readonly end: End | null;
  readonly failure: Failure | null;
  /** Null while a process that has said its last word is simply killed. */
  readonly exit: ExitStatus | null;
  /** Whether the program had been sent. Before, whatever goes wrong is our own. */
  readonly running: boolean;
  /** The process's stderr: the engine's last words, or what hostile code made of them. */
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

/** What V8 and Rust print when memory cannot be had. */
const OUT_OF_MEMORY = /out of memory|memory allocation of \d+ bytes failed|AllocateOrThrow/i;

/** How an abort looks where a shell or wrapper stands between: 128 + SIGTRAP, 128 + SIGABRT. */
const ABORT_CODES: ReadonlySet<number> = new Set([133, 134]);

/** Decides how the run ended. A reason that the host had comes first; what the jail says comes last. */
export function classify(evidence: Evidence): Verdict {
  const { reason, end, failure, limits } = evidence;
  const claimed = end?.claimed ?? NO_CLAIMS;
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
    case "boot-timeout":
      return verdict("internal", "the sandbox did not start in time");
  }
  if (end !== null) {
    if (end.outOfMemory) return memory();
    const status = end.exitCode === 0 ? "ok" : "error";
    return { status, exitCode: end.exitCode, reason: null, claimed };
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

/** The process ended without a word. */
function classifyDeath(evidence: Evidence, verdict: MakeVerdict, memory: () => Verdict): Verdict {
  const { exit } = evidence;
  const how = exit?.signal ?? `status ${exit?.code ?? "unknown"}`;
  if (!evidence.running) return verdict("internal", `the sandbox did not start (${how})`);
  // Anybody in the jail can write these words; only an abort makes them the engine's.
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

/** What is said of a jail that did not boot, and has said or done `message`. */
export function startFailure(message: string): string {
  return `the sandbox did not start: ${shown(message)}`;
}

/** Hostile text, made fit for one line and not too long for it. */
function shown(text: string): string {
  return oneLine(text).slice(0, 200).trimEnd();
}
