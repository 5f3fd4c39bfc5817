/** What the prompt prints first. */
import type { Limits } from "../core/limits.ts";
import { formatDuration, formatSize } from "../core/units.ts";

/** Versions of pysandbox and of Python. */
export interface Versions {
  readonly pysandbox: string;
  readonly python: string;
}

/** Two lines: what this is, and which commands there are besides Python. */
export function banner(
  { pysandbox, python }: Versions,
  { timeoutMs, maxHeapBytes }: Limits,
): string {
  const timeout = timeoutMs === null ? "no timeout" : `${formatDuration(timeoutMs)} a statement`;
  return `pysandbox ${pysandbox}: Python ${python} in a sandbox, ${timeout}, ` +
    `${formatSize(maxHeapBytes)} of memory\n` +
    'Type "help", "%limits", "%time STATEMENT" or "%reset"; "exit" or Ctrl-D leaves.\n';
}
