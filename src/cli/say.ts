/** Speaking to the user before and around a run. */
import { ownLine } from "../report/text.ts";

/** One line on stderr. */
export function say(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(ownLine(line)));
}
