/** What doctor found, as a table and as JSON. */
import type { Check } from "../core/check.ts";

/** Version of the JSON's format. */
const FORMAT_VERSION = 1;

/** Whether all holds. */
export function allHold(checks: readonly Check[]): boolean {
  return checks.every(({ ok }) => ok);
}

/** A line for each check, with the remedy at its end where one is needed. */
export function checksTable(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks.map(({ name, ok, detail, remedy }) => {
    const rest = remedy === null ? detail : `${detail} - ${remedy}`;
    return `${ok ? "ok  " : "FAIL"}  ${name.padEnd(width)}  ${rest}\n`;
  }).join("");
}

/**
 * The same on one line of JSON.
 *
 * @param versions the versions of all that is inside, by name.
 */
export function checksJson(
  checks: readonly Check[],
  versions: Readonly<Record<string, string | null>>,
): string {
  return JSON.stringify({ version: FORMAT_VERSION, ok: allHold(checks), checks, versions });
}
