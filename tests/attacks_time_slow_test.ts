/** The attacks on the limits of time: see `attacks_test.ts`. */
import { readAttacks } from "./attacks/read_attack.ts";
import { kindOf, testAttacks, TIME_KINDS } from "./attacks/send_attacks.ts";

testAttacks(
  readAttacks().filter((attack) => !attack.isSlow && TIME_KINDS.includes(kindOf(attack))),
);
