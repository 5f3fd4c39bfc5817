/** How much of the machine's memory a process holds, as Linux counts it. */
import { CannotMeasure } from "./cannot_measure.ts";

const MEGABYTE = 1_000_000;

/** Pages in memory, each counted in full, in MB. */
export interface Resident {
  readonly now: number;
  /** The maximum so far. */
  readonly peak: number;
}

/** The same, but each page is divided by the number of processes that share it, in MB. */
export interface Proportional {
  readonly whole: number;
  /** Pages that no other process has: what one more such process would take. */
  readonly own: number;
}

/** Null if the process is gone, or only its exit status is left. */
export function resident(pid: number): Resident | null {
  let status: string;
  try {
    status = Deno.readTextFileSync(`/proc/${pid}/status`);
  } catch {
    return null;
  }
  const now = megabytes(status, "VmRSS");
  return Number.isNaN(now) ? null : { now, peak: megabytes(status, "VmHWM") };
}

/** @throws {CannotMeasure} if the process hides it. */
export function proportional(pid: number): Proportional {
  try {
    const rollup = Deno.readTextFileSync(`/proc/${pid}/smaps_rollup`);
    const own = megabytes(rollup, "Private_Clean") + megabytes(rollup, "Private_Dirty");
    return { whole: megabytes(rollup, "Pss"), own };
  } catch (error) {
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
    throw new CannotMeasure(
      "what is shared is told apart by /proc/PID/smaps_rollup, which a jail whose walls stand " +
        "shows to root alone",
    );
  }
}

/** Processes that were started by a thread of `pid`. */
export function childrenOf(pid: number): number[] {
  const threads = [...Deno.readDirSync(`/proc/${pid}/task`)];
  return threads.flatMap(({ name }) =>
    Deno.readTextFileSync(`/proc/${pid}/task/${name}/children`).split(" ").filter(Boolean)
      .map(Number)
  ).filter((child) => Deno.readTextFileSync(`/proc/${child}/comm`) !== "jail-parent\n");
}

/** `Name:   1234 kB` in megabytes; NaN if there is no such line. */
function megabytes(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1]) * 1024 / MEGABYTE;
}
