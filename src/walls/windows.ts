/**
 * The wall of Windows: a job object that the host holds, and rights that the jail gives up by itself. A process can
 * lower its token but not restrict it. So this wall stops processes, memory, writing and access to other processes; it
 * does not stop sockets, nor reading what the user may read. Written from the system's documentation and not run on
 * that system yet. If the system answers in another way, the wall counts as one that does not hold.
 */
import type { SystemWalls } from "./walls.ts";
import { buildInside } from "./windows/inside.ts";
import { type HeldJob, holdProcess } from "./windows/job_object.ts";
import { openWindows, type WindowsSystem } from "./windows/system.ts";

export type { HeldJob };

/** The inner half of the wall, for the jail; null if the system's libraries cannot be called. */
export function openWindowsWalls(): SystemWalls | null {
  const system = openWindows();
  return system === null ? null : windowsWalls(system, Deno.ppid);
}

/**
 * The walls that `system` can build. After that, nothing of the realm is needed.
 *
 * @param hostPid the process that must be out of reach.
 */
export function windowsWalls(system: WindowsSystem, hostPid: number): SystemWalls {
  return {
    names: ["job"],
    build: (names) => names.has("job") ? [buildInside(system, hostPid)] : [],
  };
}

/**
 * The outer half of the wall, for the host: a job object around process `pid`. Must be called as soon as the process
 * was started. The wall holds if both halves do. Null if the system's libraries cannot be called.
 * wall holds where both halves do. Null where the system's libraries cannot be called.
 */
export function holdInJob(pid: number): HeldJob | null {
  const system = openWindows();
  return system === null ? null : holdProcess(system, pid);
}
