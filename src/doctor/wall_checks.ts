/** TRUSTED. Checks which walls hold around a jail, of those that this system can have. */
import { type Check, failed, passed } from "../core/check.ts";
import type { WallReport } from "../core/outcome.ts";
import type { Trial } from "./trial.ts";

/** What each wall was seen to do, as shown to the user. */
const SEEN: Record<keyof WallReport, string> = {
  wasm: "Python's memory cannot grow beyond its cap",
  permissions: "every permission is given up; each was tried and refused",
  seccomp: "system calls that lead out were tried and refused",
  landlock: "files of the host were tried and refused",
  rlimit: "the kernel bounds the memory of the process",
  seatbelt: "files, processes and sockets were tried and refused",
  job: "processes, memory and writing were tried and refused",
};

/** One check for each wall. Walls that this system cannot have are left out. */
export function checkWalls({ outcome, missingWalls }: Trial): Check[] {
  return (Object.keys(outcome.walls) as (keyof WallReport)[]).flatMap((name): Check[] => {
    const missing = missingWalls.find((wall) => wall.name === name);
    if (missing !== undefined) return [failed(name, "does not stand", missing.why)];
    return outcome.walls[name] ? [passed(name, SEEN[name])] : [];
  });
}
