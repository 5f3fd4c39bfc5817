/** TRUSTED. Where jails can be forked: on Linux. Elsewhere nothing of it is loaded. */
import type { Forks } from "./forks/forks.ts";
import type { EnvironmentPlace } from "../wire/jail_start.ts";
import { jailCommand } from "./jail_process.ts";

/** Why jails are not forked on this system whatever is tried; null where that can be tried. */
export function whyNoForks(): string | null {
  return Deno.build.os === "linux" ? null : "this system has no forks that can be jails";
}

/**
 * Jails by forking; null where there are none.
 *
 * @param maxHeapBytes the most memory that a program may hold.
 * @param systemWalls whether each is to build the operating system's walls around itself.
 * @param environment what they have; null is what pysandbox itself carries.
 */
export async function openForks(
  maxHeapBytes: number,
  systemWalls: boolean,
  environment: EnvironmentPlace | null = null,
): Promise<Forks | null> {
  if (whyNoForks() !== null) return null;
  const { Forks } = await import("./forks/forks.ts");
  return new Forks(jailCommand(maxHeapBytes, systemWalls, "fork", environment));
}
