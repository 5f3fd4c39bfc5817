/** Hostile JavaScript inside the jail's realm, as if Python had found a way to it: all walls behind it stand, and the verdict is true. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { runHonestly } from "../fixtures/supervised.ts";
import { attacked, checkAttack, checkConnecting, SHORT_MS } from "./attacked.ts";
import { CASES, HARMLESS_POISONS } from "./realm_cases.ts";

for (const expected of CASES.filter((one) => !HARMLESS_POISONS.includes(one))) {
  Deno.test(`realm attack: ${expected.name}`, () => checkAttack(expected, "walls"));
}

Deno.test("realm attack: what is poisoned without harm, all at once", () => {
  ok(HARMLESS_POISONS.length > 10);
  const [first] = HARMLESS_POISONS;
  const names = HARMLESS_POISONS.map(({ attack }) => attack).join();
  return checkAttack({ ...first!, attack: "several", detail: names }, "walls");
});

Deno.test("realm attack: array buffers to the end with every error caught", async () => {
  const { outcome } = await attacked("array buffers swallowed", "walls", "", SHORT_MS);
  // Whatever is refused, it asks for again: the clock ends it, or the engine, which finds no memory for itself.
  const ends = { timeout: 124, memory: 137 } as Record<string, number>;
  equal(outcome.exitCode, ends[outcome.status], `${outcome.status}: ${outcome.reason}`);
});

Deno.test("realm attack: kept Deno: nothing reaches a listener of the host", () => {
  return checkConnecting("walls");
});

/** The system's walls refuse even what Deno asks no permission for. Elsewhere than on Linux, what they refuse differs. */
const isLinux = Deno.build.os === "linux";

Deno.test({
  name: "realm attack: a database's temporary files",
  ignore: !isLinux,
  fn: async () => {
    const run = await attacked("kept realm: temporary files of a database", "walls");
    equal(run.stdout, "before\nwrite: Error\n", run.outcome.reason ?? "");
  },
});

Deno.test({
  name: "realm attack: web storage keeps nothing for the next run",
  ignore: !isLinux,
  fn: async () => {
    for (let turn = 0; turn < 2; turn++) {
      const { stdout } = await attacked("kept realm: web storage", "walls");
      ok(stdout.startsWith("before\n"), stdout);
      ok(!stdout.includes("by an earlier run"), stdout);
    }
  },
});

Deno.test("after all realm attacks, an honest run is what it always was", async () => {
  const { outcome, stdout, stderr } = await runHonestly();
  deepEqual([outcome.status, outcome.exitCode, outcome.reason], ["ok", 0, null]);
  deepEqual([stdout, stderr, outcome.claimed.result?.value()], ["honest\n", "", 9]);
});
