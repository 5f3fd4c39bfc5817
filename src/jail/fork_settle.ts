/** HOSTILE ONCE A PROGRAM RUNS. What makes a fork a jail: its streams, its walls, and its death with its host. */
import { dieWith, nameProcess } from "../walls/linux/fork.ts";
import { buildForkWalls, takeStreams } from "../walls/linux/fork_walls.ts";
import { EPERM, type Kernel } from "../walls/linux/kernel.ts";
import type { WallState } from "../walls/walls.ts";
import { LockdownError } from "./lockdown.ts";

/** How often is enough for the engine to have compiled something. */
const REHEARSALS = 10;

/**
 * Makes a fork a jail that lives as long as its host.
 *
 * @param streams descriptors that are to be its standard streams.
 * @returns the walls that were built; null where there is no host any more.
 * @throws {LockdownError} where it cannot have its streams alone.
 */
export function settle(
  kernel: Kernel,
  host: number,
  streams: readonly number[],
  systemWalls: boolean,
): readonly WallState[] | null {
  if (!dieWith(kernel, host)) return null;
  const fault = takeStreams(kernel, streams);
  if (fault !== null) throw new LockdownError(fault);
  nameProcess(kernel, "jail");
  return systemWalls ? buildForkWalls(kernel) : [];
}

/** Does what each fork does first with a kernel that does nothing, so that not each of them has to compile it. */
export function rehearse(kernel: Kernel): void {
  for (let round = 0; round < REHEARSALS; round++) {
    for (const answer of [0, 1, -EPERM]) {
      const nothing: Kernel = {
        ...kernel,
        call: (name, ...args) => name === "dup3" ? args[1]! : answer,
        place: (length) => ({ address: 0, view: new DataView(new ArrayBuffer(length)) }),
      };
      if (answer === 0) settle(nothing, answer, [0, 1, 2], true);
      else buildForkWalls(nothing);
    }
  }
}
