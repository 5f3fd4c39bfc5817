/** Hostile JavaScript where the system's walls were not built: `--walls off`. Deno's permissions are alone with it. */
import { deepEqual } from "node:assert/strict";
import { runHonestly } from "../fixtures/supervised.ts";
import { checkAttack, checkConnecting } from "./attacked.ts";
import { isEndedByHost, PERMISSIONS_CASES } from "./realm_cases.ts";

for (const expected of PERMISSIONS_CASES.filter((expected) => !isEndedByHost(expected))) {
  Deno.test(`without the system's walls: ${expected.name}`, () =>
    checkAttack(expected, "no-walls"));
}

Deno.test("without the system's walls: kept Deno: nothing reaches a listener of the host", () => {
  return checkConnecting("no-walls");
});

Deno.test("after all attacks without the system's walls, an honest run is what it always was", async () => {
  const { outcome, stdout } = await runHonestly();
  deepEqual([outcome.status, outcome.exitCode, stdout], ["ok", 0, "honest\n"]);
});
