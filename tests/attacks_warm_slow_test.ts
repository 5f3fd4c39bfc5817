/** Attacks by the program that warms an environment up which last until their time is up: see `attacks_warm_test.ts`. */
import { testRefused, warmAttacks } from "./attacks/warm_attacks.ts";

const folder = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

for (const attack of warmAttacks()) {
  if (attack.isSlow) testRefused(attack, folder);
}
