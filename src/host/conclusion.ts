/** TRUSTED. The verdict on a run: what was seen of the jail, its claims, and the host's own measures, as an outcome. */
import type { Limits } from "../core/limits.ts";
import type { Outcome } from "../core/outcome.ts";
import type { End, Failure } from "../wire/messages.ts";
import { classify } from "./classify.ts";
import type { JailLink } from "./jail_link.ts";
import type { ExitStatus, JailProcess } from "./jail_process.ts";
import type { FirstReason } from "./reason.ts";
import { within } from "./within.ts";

/** How long a jail that has closed its pipe may take to end. */
const EXIT_MS = 500;

/** What was seen of one run. Moments are by `performance.now()`. */
export interface Seen {
  /** The jail's last words; both null where it has said none. */
  readonly end: End | null;
  readonly failure: Failure | null;
  /** When the wait for the program's start began. */
  readonly asked: number;
  /** Null where the jail never had the program. */
  readonly started: number | null;
  readonly ended: number;
  readonly cpuMs: number;
  readonly outputBytes: number;
}

/**
 * Says how a run ended.
 *
 * @param reason why the host has ended it, if it has; gets one where the jail has closed its pipe and runs on.
 */
export async function conclude(
  link: JailLink,
  limits: Limits,
  reason: FirstReason,
  { end, failure, asked, started, ended, cpuMs, outputBytes }: Seen,
): Promise<Outcome> {
  const explained = end ?? failure ?? reason.current;
  const death = explained === null
    ? await deathOf(link.process, reason)
    : { exit: null, diagnostics: "" };
  const running = started !== null;
  const verdict = classify({ reason: reason.current, end, failure, ...death, running, limits });
  const began = started ?? ended;
  const heapBytes = link.hello?.heapBytes ?? 0;
  return {
    ...verdict,
    stats: {
      startupMs: round(began - asked),
      wallMs: round(ended - began),
      cpuMs: round(cpuMs),
      // The sandbox's own count, which no lie can take out of these bounds.
      peakHeapBytes: Math.min(Math.max(end?.peakHeapBytes ?? 0, heapBytes), limits.maxHeapBytes),
      outputBytes,
    },
    limits,
    walls: link.walls.report,
  };
}

/** How the process ended that has closed its pipe; one that runs on is killed. */
async function deathOf(
  jail: JailProcess,
  reason: FirstReason,
): Promise<{ exit: ExitStatus | null; diagnostics: string }> {
  const exit = await within(EXIT_MS, jail.status());
  if (exit === null) {
    reason.give({ kind: "violation", message: "It closed its pipe and ran on" });
    return { exit, diagnostics: "" };
  }
  return { exit, diagnostics: await within(EXIT_MS, jail.diagnostics()) ?? "" };
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
