/** TRUSTED. Whether a sandbox starts at all, from an undamaged image, and computes. */
import { type Check, failed, passed } from "../core/check.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Attempt, Trial } from "./trial.ts";

/** A program whose result is known. */
export const HONEST: Attempt = { source: "6 * 7" };

const DAMAGED = Deno.build.standalone
  ? "the executable is damaged: download it again and compare its SHA-256"
  : "the assets are damaged: make them again with 'deno task assets'";

/** What to check if sandboxes do not start, or do not last. */
export const NEEDS =
  "a sandbox takes a process, 200 MiB of memory and an undamaged executable: see 'ulimit -a', the limits of the container, and SHA256SUMS";

/** What a jail says if its image or pack is damaged. */
const DAMAGE = /checksum|image|pack\b/i;

/** Checks the image, with a jail that has read all of it. */
export function checkImage({ outcome }: Trial): Check {
  const shortfall = shortfallOf(outcome);
  if (shortfall === null) {
    return passed("image", "all that Python boots from matches its checksums");
  }
  return failed("image", shortfall, DAMAGE.test(shortfall) ? DAMAGED : NEEDS);
}

/** Checks the first program. */
export function checkSandbox({ outcome }: Trial): Check {
  const shortfall = shortfallOf(outcome);
  if (shortfall === null) return passed("sandbox", "starts, and computes that 6 * 7 is 42");
  return failed("sandbox", shortfall, NEEDS);
}

/** Checks a program that follows others that had to be killed. */
export function checkNext({ outcome }: Trial): Check {
  const shortfall = shortfallOf(outcome);
  if (shortfall === null) return passed("next", "the program after all these runs like the first");
  return failed("next", shortfall, NEEDS);
}

/** What came instead of the expected result; null if that came. */
function shortfallOf({ status, reason, claimed }: Outcome): string | null {
  if (status !== "ok") return reason ?? `the program ended with status ${status}`;
  const result = claimed.result?.text;
  return result === "42" ? null : `6 * 7 gave ${result}`;
}
