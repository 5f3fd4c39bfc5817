/**
 * The attacks that go through `run`: one or more of each kind, but for those that last until their time is up. They show for the
 * executable that its engine and its walls are those that all others are tried on. See `attacks_test.ts`.
 */
import { readAttacks, RUN } from "./attacks/read_attack.ts";
import { kindOf, testAttacks, through, TIME_KINDS } from "./attacks/send_attacks.ts";

testAttacks(
  through(RUN, readAttacks()).filter((attack) =>
    !attack.isSlow && !TIME_KINDS.includes(kindOf(attack))
  ),
);
