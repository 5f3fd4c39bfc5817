/** Builds the wall of macOS around the process, and tries it. */
import type { WallState } from "../walls.ts";
import { attemptAll } from "./attempts.ts";
import { setLimits } from "./resource_limits.ts";
import { PROFILE } from "./profile.ts";
import { cString, type MacSystem, textAt } from "./system.ts";

/** `flags` of `sandbox_init` for a profile that is given as text, not by name. */
const PROFILE_IS_TEXT = 0n;

/**
 * Builds and tries Seatbelt, then sets the limits. In this order a refused attempt is known to be refused by Seatbelt.
 * If Seatbelt is not available, the limits are set all the same.
 */
export function buildSeatbelt(system: MacSystem): WallState {
  const refusal = enterSeatbelt(system);
  const problems = refusal === null ? attemptAll(system) : [refusal];
  problems.push(...setLimits(system));
  const missing = problems.length === 0 ? null : problems.join("; ");
  return { name: "seatbelt", holds: missing === null, missing };
}

/** Returns why Seatbelt was refused; null if it was not. */
function enterSeatbelt(system: MacSystem): string | null {
  const error = new BigUint64Array(1);
  const profile = cString(PROFILE);
  if (system.sandbox_init(profile, PROFILE_IS_TEXT, new Uint8Array(error.buffer)) === 0) {
    return null;
  }
  const address = error[0]!;
  let text = "";
  if (address !== 0n) {
    text = ` (${textAt(system, address)})`;
    system.sandbox_free_error(address);
  }
  return `macOS refused the profile${text}: run pysandbox outside of sandbox-exec and other sandboxes, ` +
    "which cannot be nested";
}
