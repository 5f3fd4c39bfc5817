/**
 * The wall of Windows: a job object that the host holds, and rights that the jail gives up by itself. A process can
 * lower its token but not restrict it. So this wall stops processes, memory, writing and access to other processes; it
 * does not stop sockets, nor reading what the user may read. Written from the system's documentation and not run on
 * that system yet. If the system answers in another way, the wall counts as one that does not hold.
 */
import type { SystemWalls } from "./walls.ts";
import { buildInside } from "./windows/inside.ts";
import { HELD, type HeldJob, holdProcess, NOT_HELD } from "./windows/job_object.ts";
import { openWindows, type WindowsSystem } from "./windows/system.ts";

export { openHostPipe } from "./windows/host_pipe.ts";
export { stackBytes } from "./windows/stack.ts";
export type { HeldJob };

/** The inner half of the wall, for the jail; null if the system's libraries cannot be called. */
export function openWindowsWalls(): SystemWalls | null {
  const system = openWindows();
  if (system === null) return null;
  const { stdin } = Deno;
  const awaitJob = () => {
    const word = new Uint8Array(1);
    return stdin.readSync(word) === 1 && word[0] === HELD;
  };
  return windowsWalls(system, Deno.ppid, awaitJob);
}

/**
 * The walls that `system` can build. After that, nothing of the realm is needed.
 *
 * @param hostPid the process that must be out of reach.
 * @param awaitJob waits until the host has made its job, and returns whether it could.
 */
export function windowsWalls(
  system: WindowsSystem,
  hostPid: number,
  awaitJob: () => boolean,
): SystemWalls {
  return {
    names: ["job"],
    build: (names) => names.has("job") ? [buildInside(system, hostPid, awaitJob)] : [],
  };
}

/**
 * The outer half of the wall, for the host: a job object around process `pid`. Must be called as soon as the process was started,
 * which then waits for `jobWord`. The wall holds if both halves do. Null if the system's libraries cannot be called.
 */
export function holdInJob(pid: number): HeldJob | null {
  const system = openWindows();
  return system === null ? null : holdProcess(system, pid);
}

/** The first thing that the host writes to a process that it was to put into a job: whether it did. */
export function jobWord(job: HeldJob | null): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(job?.state.holds ? HELD : NOT_HELD);
}
