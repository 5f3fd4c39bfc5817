import assert from "node:assert/strict";
import { Budget } from "../../src/jail/budget.ts";

Deno.test("heap and outside memory share one cap", () => {
  const budget = new Budget(100);
  assert.equal(budget.heapRoom, 100);
  budget.noteHeap(60);
  assert.equal(budget.take(40), true);
  assert.equal(budget.take(1), false);
  assert.equal(budget.heapRoom, 60);
  budget.release(10);
  assert.equal(budget.heapRoom, 70);
  budget.noteHeap(70);
  assert.equal(budget.take(1), false);
});

Deno.test("the whole cap may be used outside of the heap, and not a byte more", () => {
  const budget = new Budget(100);
  assert.equal(budget.take(101), false);
  assert.equal(budget.take(100), true);
  assert.equal(budget.heapRoom, 0);
});

Deno.test("what is refused is not taken", () => {
  const budget = new Budget(100);
  assert.equal(budget.take(101), false);
  assert.equal(budget.heapRoom, 100);
  assert.equal(budget.take(100), true);
  assert.equal(budget.peak, 100);
});

Deno.test("taking a negative amount gives it back, also at the cap", () => {
  const budget = new Budget(100);
  assert.equal(budget.take(100), true);
  assert.equal(budget.take(-30), true);
  assert.equal(budget.take(30), true);
  assert.equal(budget.take(1), false);
});

Deno.test("giving back more than was taken makes no room beyond the cap", () => {
  for (const giveBack of ["release", "take"] as const) {
    const budget = new Budget(100);
    budget.take(10);
    if (giveBack === "release") budget.release(1000);
    else budget.take(-1000);
    assert.equal(budget.heapRoom, 100);
    assert.equal(budget.take(101), false);
    assert.equal(budget.take(100), true);
  }
});

Deno.test("the peak is the most that was held at once", () => {
  const budget = new Budget(100);
  assert.equal(budget.peak, 0);
  budget.noteHeap(50);
  budget.take(30);
  budget.release(30);
  budget.take(10);
  budget.take(1000);
  assert.equal(budget.peak, 80);
  budget.noteHeap(75);
  assert.equal(budget.peak, 85);
});

Deno.test("refusals are counted, the engine's too, and answer C's no", () => {
  const budget = new Budget(10);
  assert.equal(budget.refusals, 0);
  budget.take(5);
  assert.equal(budget.refusals, 0);
  budget.take(6);
  assert.equal(budget.refuse(), 0);
  assert.equal(budget.refusals, 2);
});

Deno.test("a program may be given less than the jail may hold, and never more", () => {
  const budget = new Budget(100);
  budget.begin(60);
  assert.equal(budget.take(61), false);
  assert.equal(budget.refusals, 1);
  assert.equal(budget.take(60), true);
  budget.begin(1000);
  assert.equal(budget.refusals, 0);
  assert.equal(budget.take(1), false);
  assert.equal(budget.heapRoom, 0);
});

Deno.test("while something runs that may hold no more than there is, nothing is taken, and its refusals are not a program's", () => {
  const budget = new Budget(100);
  budget.noteHeap(50);
  budget.take(10);
  budget.atMostThis(() => {
    assert.equal(budget.heapRoom, 50);
    assert.equal(budget.take(1), false);
    budget.refuse();
  });
  assert.equal(budget.refusals, 0);
  assert.equal(budget.heapRoom, 90);
  assert.equal(budget.take(40), true);
});
