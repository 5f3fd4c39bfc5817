import { equal, throws } from "node:assert/strict";
import { Budget } from "../../src/jail/budget.ts";
import { accountCallbacks } from "../../src/jail/callback_budget.ts";

const EACH = 4096;

/** A module's calls, of which `memory` says whether there is any left for a callback. */
function callsOn(budget: Budget, memory: () => boolean = () => true) {
  let next = 1;
  const calls = {
    ffi_closure_alloc_js: (_size: number, _code: number) => memory() ? next++ : 0,
    ffi_closure_free_js: (_closure: number) => {},
  };
  accountCallbacks(calls, budget);
  return { make: () => calls.ffi_closure_alloc_js(1, 2), free: calls.ffi_closure_free_js };
}

Deno.test("each callback counts against the cap, and past it there is none", () => {
  const budget = new Budget(2 * EACH + 1);
  const { make } = callsOn(budget);
  equal(make(), 1);
  equal(make(), 2);
  equal(budget.heapRoom, 1);
  equal(make(), 0);
  equal(budget.refusals, 1);
});

Deno.test("one that was freed is held until another takes its place, which counts no more", () => {
  const budget = new Budget(2 * EACH);
  const { make, free } = callsOn(budget);
  make();
  for (let count = 0; count < 100; count++) free(make());
  equal(budget.heapRoom, 0);
  make();
  equal(make(), 0);
});

Deno.test("what cannot be made does not live, and freeing it again and again makes no room", () => {
  let isFull = true;
  const budget = new Budget(2 * EACH);
  const { make, free } = callsOn(budget, () => !isFull);
  equal(make(), 0);
  equal(budget.heapRoom, EACH);
  isFull = false;
  make();
  equal(budget.heapRoom, EACH);
  for (let count = 0; count < 5; count++) free(0);
  make();
  equal(budget.heapRoom, EACH);
  make();
  equal(make(), 0);
});

Deno.test("a module that makes callbacks in another way is refused", () => {
  throws(() => accountCallbacks({}, new Budget(1)), /has no callbacks/);
});
