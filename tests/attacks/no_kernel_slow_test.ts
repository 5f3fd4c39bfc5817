/**
 * Hostile JavaScript that the host ends, where the system's walls were not built. They have no part in that, and
 * `realm_test.ts` has the same attacks behind them.
 */
import { checkAttack } from "./attacked.ts";
import { isEndedByHost, PERMISSIONS_CASES } from "./realm_cases.ts";

for (const expected of PERMISSIONS_CASES.filter(isEndedByHost)) {
  Deno.test(`without the system's walls: ${expected.name}`, () =>
    checkAttack(expected, "no-walls"));
}
