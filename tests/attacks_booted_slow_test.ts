/**
 * The attacks through `run`, each on an interpreter that was booted for it: see `attacks_test.ts`. Those are left out whose files are
 * taken: `run` says by its status which of them it has left out, and a server does not.
 */
import { readAttacks, RUN } from "./attacks/read_attack.ts";
import { testAttacks } from "./attacks/send_attacks.ts";

const elsewhere = readAttacks().filter(({ by, isSlow, asks }) =>
  !isSlow && !by.includes(RUN) && asks !== "files"
);
testAttacks(elsewhere.map((attack) => ({ ...attack, by: [RUN] })));
