/**
 * One test for each program in `tests/attacks/`, against the real command: see `tests/attacks/read_attack.ts`. Here are those on
 * Python, the engine and the walls that a server gets. Those that the host has to see through are in `attacks_host_test.ts`, those
 * that last until their time is up in `attacks_time_slow_test.ts`, and those that `run` gets in `attacks_by_run_test.ts`, so that all
 * can run at once; slow ones are in `attacks_slow_test.ts`.
 */
import { deepEqual, ok } from "node:assert/strict";
import { attackHeader, readAttacks, RUN, SERVE } from "./attacks/read_attack.ts";
import { HOSTS_KINDS, kindOf, testAttacks, through, TIME_KINDS } from "./attacks/send_attacks.ts";

const attacks = readAttacks();

const elsewhere = new Set([...HOSTS_KINDS, ...TIME_KINDS]);
testAttacks(
  through(SERVE, attacks).filter((attack) => !attack.isSlow && !elsewhere.has(kindOf(attack))),
);

Deno.test("every attack says what must come of it, what it tries, what it would do, and whose it is", () => {
  ok(attacks.length > 0);
  for (const { name, expected } of attacks) {
    ok(expected.length > 0 && expected.every((one) => /^status=\w+ exit=\d+$/.test(one)), name);
    for (const key of ["tries", "without", "source"]) {
      ok(attackHeader(name, key).length > 0, `${name}: ${key}`);
    }
  }
});

Deno.test("every attack goes through a command, and one of each kind through run", () => {
  for (const { name, by } of attacks) {
    ok(by.every((command) => [RUN, SERVE].includes(command)), `${name}: ${by.join("|")}`);
  }
  const kinds = new Set(attacks.map(kindOf));
  deepEqual(new Set(attacks.filter(({ by }) => by.includes(RUN)).map(kindOf)), kinds);
});
