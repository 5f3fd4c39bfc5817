/** The walls of the operating system that this is. */
import { openLinuxWalls } from "./linux.ts";
import { openMacosWalls } from "./macos.ts";
import type { SystemWalls } from "./walls.ts";
import { openWindowsWalls } from "./windows.ts";

/**
 * Takes what it needs to build the walls around this process, while that can be had.
 *
 * @returns null where this system has none that we know how to build, or does not let us.
 */
export function openSystemWalls(): SystemWalls | null {
  switch (Deno.build.os) {
    case "linux":
      return openLinuxWalls();
    case "darwin":
      return openMacosWalls();
    case "windows":
      return openWindowsWalls();
    default:
      return null;
  }
}
