/** The attacks that the host has to see through: what it is told, how much, and by whom. See `attacks_test.ts`. */
import { readAttacks, SERVE } from "./attacks/read_attack.ts";
import { HOSTS_KINDS, kindOf, testAttacks, through } from "./attacks/send_attacks.ts";

testAttacks(
  through(SERVE, readAttacks()).filter((attack) =>
    !attack.isSlow && HOSTS_KINDS.includes(kindOf(attack))
  ),
);
