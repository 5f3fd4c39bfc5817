/** What is poisoned in the jail's realm without harm, one at a time: `realm_test.ts` has all of it at once. */
import { checkAttack } from "./attacked.ts";
import { HARMLESS_POISONS } from "./realm_cases.ts";

for (const expected of HARMLESS_POISONS) {
  Deno.test(`realm attack: ${expected.name}`, () => checkAttack(expected, "walls"));
}
