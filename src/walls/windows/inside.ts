/** HOSTILE ONCE A PROGRAM RUNS. The inner half of the wall of Windows: what the jail's process gives up, and tries. */
import type { WallState } from "../walls.ts";
import { attemptAll, canOpenHost, canStartProcess } from "./attempts.ts";
import { isDesktopRestricted, isHeld } from "./job_object.ts";
import { isDesktopClosed, setPolicies } from "./policies.ts";
import type { WindowsSystem } from "./system.ts";
import { lowerToken } from "./token.ts";

/**
 * Waits for the host's job and tries it, then lowers the token. In this order a refusal to start a process is known to
 * be the job's.
 *
 * @param awaitJob waits until the host has made its job, and returns whether it could.
 */
export function buildInside(
  system: WindowsSystem,
  hostPid: number,
  awaitJob: () => boolean,
): WallState {
  const problems: string[] = [];
  // Without a job nothing refuses to start a process, and one that was started could be left behind.
  if (!awaitJob() || !isHeld(system)) problems.push("its host put it into no job");
  else if (canStartProcess(system)) problems.push("it can still start a process");
  // The console's input belongs to the user: keys to read, and keys that could be typed after the jail's end.
  system.FreeConsole();
  if (!canOpenHost(system, hostPid)) {
    problems.push("its host was not found, so that nothing is proven");
  }
  problems.push(...lowerToken(system));
  setPolicies(system);
  problems.push(...attemptAll(system, hostPid));
  if (!isDesktopClosed(system) && !isDesktopRestricted(system)) {
    problems.push(
      "the clipboard stays within reach, because another job, of a terminal or a service, is around pysandbox",
    );
  }
  const missing = problems.length === 0 ? null : problems.join("; ");
  return { name: "job", holds: missing === null, missing };
}
