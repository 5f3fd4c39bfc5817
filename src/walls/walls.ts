/**
 * The operating system's walls around a jail's process: one file for each system, one interface. They hold even if
 * everything inside them has failed: Python, the JavaScript realm, Deno's permissions.
 */

import type { SystemWallName, WallState } from "../core/outcome.ts";

export type { SystemWallName, WallState };

/** The walls that this process can build around itself. */
export interface SystemWalls {
  /** Every wall that this operating system can have. */
  readonly names: readonly SystemWallName[];
  /**
   * Builds the named walls around the whole process for the rest of its life, and tries each from inside. A wall that
   * cannot be built is a state, never an error: the others still hold. May be called once.
   */
  build(names: ReadonlySet<SystemWallName>): readonly WallState[];
}
