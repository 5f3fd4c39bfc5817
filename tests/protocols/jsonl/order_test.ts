import assert from "node:assert/strict";
import { InOrder } from "../../../src/protocols/jsonl/order.ts";
import type { OutLine } from "../../../src/protocols/jsonl/outbox.ts";

/** Turns, and what was released so far. */
function turns(count: number) {
  const released: OutLine[] = [];
  const order = new InOrder((line) => released.push(line));
  return { order, released, turns: Array.from({ length: count }, () => order.reserve()) };
}

Deno.test("answers go out in the order of their turns", () => {
  const { released, turns: [first, second, third] } = turns(3);
  third!.settle("three");
  first!.settle("one");
  assert.deepEqual(released, ["one"]);
  second!.settle("two");
  assert.deepEqual(released, ["one", "two", "three"]);
});

Deno.test("what is held back is counted until it goes out", () => {
  const { order, turns: [first, second, third] } = turns(3);
  assert.equal(order.heldBytes, 0);
  second!.settle("12345");
  third!.settle("123");
  assert.equal(order.heldBytes, 8);
  first!.settle("1234567");
  assert.equal(order.heldBytes, 0);
});

Deno.test("a turn is first when all before it were answered", () => {
  const { turns: [first, second, third] } = turns(3);
  const isFirst = () => [first, second, third].map((turn) => turn!.isFirst);
  assert.deepEqual(isFirst(), [true, false, false]);
  second!.settle("two");
  assert.equal(third!.isFirst, false);
  first!.settle("one");
  assert.equal(third!.isFirst, true);
});

Deno.test("a turn that is reserved when none waits is first at once", () => {
  const { order, released, turns: [first] } = turns(1);
  first!.settle("one");
  const next = order.reserve();
  assert.equal(next.isFirst, true);
  next.settle("two");
  assert.deepEqual(released, ["one", "two"]);
});

Deno.test("ten thousand answers that come in reverse go out in order", () => {
  const { order, released, turns: all } = turns(10_000);
  for (let at = all.length - 1; at >= 0; at--) all[at]!.settle(String(at));
  assert.deepEqual(released, all.map((_, at) => String(at)));
  assert.equal(order.heldBytes, 0);
});
