/**
 * The wall of Windows: a job object that the host holds, and what the jail gives up by itself. A process can lower its
 * token but not restrict it, so this wall stops processes, memory, writing and reaching into other processes; it does not
 * stop reading what the user may read, nor sockets. Written from the system's documentation and not yet run on that
 * system: whatever answers in another way makes the wall one that does not hold.
 */
import type { SystemWalls } from "./walls.ts";
import { buildInside } from "./windows/inside.ts";
import { type HeldJob, holdProcess } from "./windows/job.ts";
import { openWindows, type WindowsSystem } from "./windows/system.ts";

export type { HeldJob };

/** The inner half of the wall, for the jail, or null where the system's libraries cannot be called. */
export function openWindowsWalls(): SystemWalls | null {
  const system = openWindows();
  return system === null ? null : windowsWalls(system, Deno.ppid);
}

/**
 * The walls that `system` can build. Nothing of the realm is needed any more when they are built.
 *
 * @param hostPid the process that must be out of reach behind them.
 */
export function windowsWalls(system: WindowsSystem, hostPid: number): SystemWalls {
  return {
    names: ["job"],
    build: (names) => names.has("job") ? [buildInside(system, hostPid)] : [],
  };
}

/**
 * The outer half of the wall, for the host: a job object around process `pid`, to be called as soon as it was started. The
 * wall holds where both halves do. Null where the system's libraries cannot be called.
 */
export function holdInJob(pid: number): HeldJob | null {
  const system = openWindows();
  return system === null ? null : holdProcess(system, pid);
}
