import assert from "node:assert/strict";
import { randomNumbers } from "../wire/random.ts";
import { damagedModule, SEEDS, tryToLink } from "./damaged.ts";

Deno.test("the modules from which the others are made can be linked", () => {
  const every = new Uint8Array(100).fill(1);
  for (const seed of SEEDS) {
    for (const calls of ["unknown", "noted", every] as const) {
      assert.equal(tryToLink(seed, calls), true);
    }
  }
});

Deno.test("with one byte changed, whichever and however, a module is linked and valid, or refused", () => {
  const counts = { linked: 0, refused: 0 };
  for (const seed of SEEDS) {
    for (let at = 0; at < seed.length; at++) {
      for (const value of [0, 1, 0x0B, 0x40, 0x7F, 0x80, 0xFC, seed[at]! ^ 1, seed[at]! + 1]) {
        const changed = seed.slice();
        changed[at] = value;
        counts[tryToLink(changed) ? "linked" : "refused"]++;
      }
    }
  }
  assert.ok(counts.linked > 100 && counts.refused > 1000, JSON.stringify(counts));
});

Deno.test("with bytes changed, inserted, removed and repeated at random, a module is linked and valid, or refused", () => {
  const random = randomNumbers(17);
  for (let round = 0; round < 3000; round++) {
    tryToLink(damagedModule(random), round % 2 === 0 ? "unknown" : "noted");
  }
});
