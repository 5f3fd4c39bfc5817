/** The report as JSON: facts of the host, and the sandbox's claims apart from them. */
import type { Outcome } from "../core/outcome.ts";

/** Version of the report's format. */
const REPORT_VERSION = 1;

/** What the program wrote, as text. */
export interface Captured {
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
}

/** The report on one line. */
export function reportJson(outcome: Outcome, captured: Captured): string {
  const { status, exitCode, reason, claimed, stats, limits, walls } = outcome;
  const { stdout, stderr, truncated } = captured;
  return JSON.stringify({
    version: REPORT_VERSION,
    status,
    exitCode,
    reason,
    stdout,
    stderr,
    truncated,
    claimed,
    stats,
    limits,
    walls,
  });
}
