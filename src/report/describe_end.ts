/** How a program ended, in one text. */
import type { ClaimedError, Outcome } from "../core/outcome.ts";

/** Most characters of it, as of each claim. */
const LONGEST = 64 * 1024;

/** The reason that the host had; else what the program says of its error; else its exit status. */
export function describeEnd({ reason, exitCode, claimed }: Outcome): string {
  const text = reason ?? describeClaim(claimed.error) ?? `exit status ${exitCode}`;
  return text.slice(0, LONGEST);
}

/** As the last line of a traceback has it. */
function describeClaim(error: ClaimedError | null): string | null {
  if (error === null) return null;
  return error.message === "" ? error.type : `${error.type}: ${error.message}`;
}
