/**
 * The walls of the operating system around a jail's process: one file an operating system, one interface. They hold
 * even where everything inside them has fallen: Python, the JavaScript realm, Deno's permissions.
 */

import type { SystemWallName, WallState } from "../core/outcome.ts";

export type { SystemWallName, WallState };

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
