/** How long test files take: `seconds.json`, refreshed by `deno task test:all --measure`. */
import type { Seconds } from "./batches.ts";
import { isThere } from "./files.ts";

const TABLE = new URL("seconds.json", import.meta.url);

/** Files that take less, in seconds, are not worth a line in the table. */
const LEAST_SECONDS = 3;

/** The table as it is committed. */
export function readSeconds(): Seconds {
  return JSON.parse(Deno.readTextFileSync(TABLE)) as Seconds;
}

/** Puts what was measured into the table. Files that are gone, or are fast by now, leave it. */
export function writeSeconds(measured: Seconds): void {
  const all = Object.entries({ ...readSeconds(), ...measured })
    .filter(([file, seconds]) => seconds >= LEAST_SECONDS && isThere(file))
    .map(([file, seconds]) => [file, Math.round(seconds)] as const)
    .sort(([one], [other]) => one < other ? -1 : 1);
  Deno.writeTextFileSync(TABLE, JSON.stringify(Object.fromEntries(all), null, 2) + "\n");
}
