/**
 * The walls of the operating system around a jail's process: one file an operating system, one interface. They hold
 * even where everything inside them has fallen: Python, the JavaScript realm, Deno's permissions.
 */

import type { SystemWallName } from "../core/outcome.ts";

export type { SystemWallName };

/** One wall, after it was tried from the inside. */
export interface WallState {
  readonly name: SystemWallName;
  /** Whether it was built, and then refused all that it has to refuse. */
  readonly holds: boolean;
  /** What is missing and what could be done about it, in a clause; null where nothing is. One that holds may still lack a part. */
  readonly missing: string | null;
}

/** The walls that this process can build around itself. */
export interface SystemWalls {
  /** Every wall that this operating system can have. */
  readonly names: readonly SystemWallName[];
  /**
   * Builds the named walls around the whole process for the rest of its life, and tries each from the inside. A wall
   * that cannot be built is a state, never an error: the others still stand. May be called once.
   */
  build(names: ReadonlySet<SystemWallName>): readonly WallState[];
}
