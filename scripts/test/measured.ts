/** How long test files take: `seconds.json`, refreshed by `deno task test:all --measure`. */
import type { Seconds } from "./batches.ts";
import { isThere } from "./files.ts";

const TABLE = new URL("seconds.json", import.meta.url);

/** Files that take less, in seconds, are not in the table. */
const LEAST_SECONDS = 1;

/** A command line for `sh` that runs its arguments, and says at the end of its standard output how much processor time they took. */
export const TIMED = '"$@"; code=$?; times; exit $code';

/**
 * The processor time in seconds, of which the last line of what `TIMED` wrote tells: user and system, of the process and of those that
 * it has waited for.
 *
 * @throws {Error} where it tells of none.
 */
export function processorSeconds(output: string): number {
  const last = output.trimEnd().split("\n").at(-1)!;
  const times = /^(\d+)m([\d.]+)s (\d+)m([\d.]+)s$/.exec(last)?.slice(1).map(Number);
  if (times === undefined) throw new Error(`tests: expected processor times; got '${last}'`);
  const [userMinutes, user, systemMinutes, system] = times as [number, number, number, number];
  return (userMinutes + systemMinutes) * 60 + user + system;
}

/**
 * What a file costs a run, in seconds of a processor: it holds one while it computes, and its share of all of them for as long as it
 * takes. Processor time is about the same however busy the machine is.
 *
 * @param elapsed how long it took, in seconds.
 * @param share processors for each worker.
 */
export function costOf(processor: number, elapsed: number, share: number): number {
  return Math.max(processor, elapsed * share);
}

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
