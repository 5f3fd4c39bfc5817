/** The attacks on the limits of time: see `attacks_test.ts`. */
import { readAttacks } from "./attacks/read_attack.ts";
import { kindOf, testAttacks } from "./attacks/send_attacks.ts";

testAttacks(readAttacks().filter((attack) => kindOf(attack) === "time"));
