/**
 * The wall of macOS: Seatbelt, and limits of what it leaves open. Written from the system's documentation, its kernel's
 * source and public profiles, and not yet run on that system: whatever answers in another way than they say makes the
 * wall one that does not hold.
 */
import { openLibc } from "./libc.ts";
import { buildSeatbelt } from "./macos/seatbelt.ts";
import { type MacSystem, SYMBOLS } from "./macos/system.ts";
import type { SystemWalls } from "./walls.ts";

/** The walls of macOS, or null where its system library cannot be called. */
export function openMacosWalls(): SystemWalls | null {
  const library = openLibc(SYMBOLS);
  return library === null ? null : macosWalls(library.symbols);
}

/** The walls that `system` can build. Nothing of the realm is needed any more when they are built. */
export function macosWalls(system: MacSystem): SystemWalls {
  return {
    names: ["seatbelt"],
    build: (names) => names.has("seatbelt") ? [buildSeatbelt(system)] : [],
  };
}
