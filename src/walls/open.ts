/** The walls of this operating system. The code for other systems is not loaded, nor read by Deno ahead of time (see `cli.ts`). */
import type { SystemWalls } from "./walls.ts";

/** What only Windows has, for both processes: see `windows.ts`. Null on other systems. */
export const windows: typeof import("./windows.ts") | null = Deno.build.os === "windows"
  ? await import(import.meta.resolve("./windows.ts")) as typeof import("./windows.ts")
  : null;

/**
 * Takes everything that building the walls around this process needs, while it is still available.
 *
 * @returns null if we know no walls for this system, or cannot build them here.
 */
export async function openSystemWalls(): Promise<SystemWalls | null> {
  switch (Deno.build.os) {
    case "linux":
      return (await import(import.meta.resolve("./linux.ts")) as typeof import("./linux.ts"))
        .openLinuxWalls();
    case "darwin":
      return (await import(import.meta.resolve("./macos.ts")) as typeof import("./macos.ts"))
        .openMacosWalls();
    case "windows":
      return windows!.openWindowsWalls();
    default:
      return null;
  }
}
