/** Speaking to the user before and around a run. */
import { ownLine } from "../report/text.ts";

/** One line on stderr. Where that cannot be written, the exit status has to be enough. */
export function say(line: string): void {
  try {
    Deno.stderr.writeSync(new TextEncoder().encode(ownLine(line)));
  } catch {
    // Its reader went away, or its disk is full.
  }
}
