/** HOSTILE ONCE A PROGRAM RUNS. The inner half of the wall of Windows: what the jail's process gives up, and tries. */
import type { WallState } from "../walls.ts";
import { attemptAll, canOpenHost, canStartProcess } from "./attempts.ts";
import { isDesktopRestricted, isHeld } from "./job_object.ts";
import { isDesktopClosed, setPolicies } from "./policies.ts";
import type { WindowsSystem } from "./system.ts";
import { lowerToken } from "./token.ts";

/** The host makes its job right after it has started this process. On a busy machine that can take a while. */
const LOOK_EVERY_MS = 10;
const LOOKS = 500;

/**
 * Waits for the host's job and tries it, then lowers the token. In this order a refusal to start a process is known to
 * be the job's.
 */
export function buildInside(system: WindowsSystem, hostPid: number): WallState {
  const problems: string[] = [];
  if (!awaitJob(system)) problems.push("its host put it into no job");
  if (canStartProcess(system)) problems.push("it can still start a process");
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

function awaitJob(system: WindowsSystem): boolean {
  for (let look = 0; look < LOOKS; look++) {
    if (isHeld(system)) return true;
    system.Sleep(LOOK_EVERY_MS);
  }
  return false;
}
