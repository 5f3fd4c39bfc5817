/** The only table of exit statuses of a run; those of a wrong command line are with the errors. */
import type { Status } from "../core/outcome.ts";

const BY_STATUS: Record<Exclude<Status, "ok" | "error" | "cancelled">, number> = {
  timeout: 124,
  internal: 125,
  memory: 137,
  crashed: 139,
  cpu: 152,
  output: 153,
};

const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGPIPE: 13, SIGTERM: 15 } as const;

/** What the command exits with for a status that is not the program's own to choose. */
export function exitCodeFor(status: Exclude<Status, "ok" | "error" | "cancelled">): number {
  return BY_STATUS[status];
}

/** What the command exits with when a signal ended the run, as shells have it. */
export function exitCodeForSignal(signal: keyof typeof SIGNAL_NUMBERS): number {
  return 128 + SIGNAL_NUMBERS[signal];
}
