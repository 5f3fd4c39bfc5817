/**
 * The wall of macOS: Seatbelt, and limits of what it leaves open. Written from the system's documentation, the source
 * of its kernel and public profiles, and not run on that system yet. If the system answers in another way than these
 * say, the wall counts as one that does not hold.
 */
import { openLibc } from "./libc.ts";
import { buildSeatbelt } from "./macos/seatbelt.ts";
import { type MacSystem, SYMBOLS } from "./macos/system.ts";
import type { SystemWalls } from "./walls.ts";

/** The walls of macOS; null if its system library cannot be called. */
export function openMacosWalls(): SystemWalls | null {
  const library = openLibc(SYMBOLS);
  return library === null ? null : macosWalls(library.symbols);
}

/** The walls that `system` can build. After that, nothing of the realm is needed. */
export function macosWalls(system: MacSystem): SystemWalls {
  return {
    names: ["seatbelt"],
    build: (names) => names.has("seatbelt") ? [buildSeatbelt(system)] : [],
  };
}
