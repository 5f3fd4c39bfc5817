/** Speaking to the user before and around a run. */
import { ownLine } from "../report/text.ts";
import { fullnessOf } from "./full_pipe.ts";

/** How long stderr may be full before a line is dropped. Nobody else has a turn meanwhile. */
const PATIENCE_MS = 40;

/** The same of a line that is the last. */
const LAST_PATIENCE_MS = 500;

/** One line on stderr. Where that cannot be written, the exit status has to be enough. */
export function say(line: string): void {
  write(line, PATIENCE_MS);
}

/** The same, where the process ends with it. */
export function sayLast(line: string): void {
  write(line, LAST_PATIENCE_MS);
}

function write(line: string, patienceMs: number): void {
  try {
    if (fullnessOf(2)?.(patienceMs)) return;
    Deno.stderr.writeSync(new TextEncoder().encode(ownLine(line)));
  } catch {
    // Its reader went away, or its disk is full.
  }
}
