/** All attacks in Python, on jails that boot from an environment with native code: what must come of them is the same. */
import { readAttacks } from "./attacks/read_attack.ts";
import { testAttacks } from "./attacks/send_attacks.ts";
import { hostileEnvironment } from "./packages/hostile_environment.ts";

testAttacks(readAttacks().filter(({ isSlow }) => !isSlow), ["-p", await hostileEnvironment()]);
