/** The attacks that take long, and whose like are in `attacks_test.ts`. */
import { readAttacks } from "./attacks/read_attack.ts";
import { testAttacks } from "./attacks/send_attacks.ts";

testAttacks(readAttacks().filter(({ isSlow }) => isSlow));
