/** The lines that pysandbox itself writes to stderr. */
import type { Limits } from "../core/limits.ts";
import type { Outcome, WallReport } from "../core/outcome.ts";
import { oneLine } from "../core/one_line.ts";
import { formatDuration, formatSize } from "../core/units.ts";

/** One line of pysandbox's own, newline included, whatever names of files or values of options are in it. */
export function ownLine(text: string): string {
  return `pysandbox: ${oneLine(text)}\n`;
}

/** The line that explains why the host ended the program; null where the program ended by itself. */
export function explain(outcome: Outcome): string | null {
  if (outcome.reason === null) return null;
  const readerGone = outcome.exitCode === 141;
  return readerGone ? null : ownLine(outcome.reason);
}

/** Limits, walls and timings, a line each, for `--verbose`. */
export function details({ limits, walls, stats }: Outcome): string {
  return ownLine(`limits: ${describeLimits(limits)}`) +
    ownLine(`walls: ${describeWalls(walls)}`) +
    ownLine(
      `start ${stats.startupMs}ms, run ${stats.wallMs}ms, processor ${stats.cpuMs}ms, ` +
        `peak heap ${Math.round(stats.peakHeapBytes / 1024)}KiB, output ${stats.outputBytes}B`,
    );
}

/** The limits on one line, as the options are called. */
export function describeLimits({ timeoutMs, cpuMs, maxHeapBytes, maxOutputBytes }: Limits): string {
  const duration = (ms: number | null) => ms === null ? "off" : formatDuration(ms);
  return `timeout ${duration(timeoutMs)}, cpu ${duration(cpuMs)}, ` +
    `max-heap ${formatSize(maxHeapBytes)}, max-output ${formatSize(maxOutputBytes)}`;
}

function describeWalls(walls: WallReport): string {
  return Object.entries(walls).map(([name, stands]) => `${name} ${stands ? "yes" : "no"}`).join(
    ", ",
  );
}
