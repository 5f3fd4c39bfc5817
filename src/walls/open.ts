/** The walls of the operating system that this is; what is written for the others is not loaded. */
import type { SystemWalls } from "./walls.ts";
import type { HeldJob } from "./windows.ts";

/**
 * Takes what it needs to build the walls around this process, while that can be had.
 *
 * @returns null where this system has none that we know how to build, or does not let us.
 */
export async function openSystemWalls(): Promise<SystemWalls | null> {
  switch (Deno.build.os) {
    case "linux":
      return (await import("./linux.ts")).openLinuxWalls();
    case "darwin":
      return (await import("./macos.ts")).openMacosWalls();
    case "windows":
      return (await import("./windows.ts")).openWindowsWalls();
    default:
      return null;
  }
}

/** Puts a process into a job of its own: see `windows.ts`. Null on other systems. */
export const holdInJob: ((pid: number) => HeldJob | null) | null = Deno.build.os === "windows"
  ? (await import("./windows.ts")).holdInJob
  : null;
