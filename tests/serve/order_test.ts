import assert from "node:assert/strict";
import { InOrder } from "../../src/serve/order.ts";

/** Places, and what was released so far. */
function places(count: number) {
  const released: string[] = [];
  const order = new InOrder((line) => released.push(line));
  return { order, released, places: Array.from({ length: count }, () => order.reserve()) };
}

Deno.test("answers go out in the order of their places", () => {
  const { released, places: [first, second, third] } = places(3);
  third!.settle("three");
  first!.settle("one");
  assert.deepEqual(released, ["one"]);
  second!.settle("two");
  assert.deepEqual(released, ["one", "two", "three"]);
});

Deno.test("what is held back is counted until it goes out", () => {
  const { order, places: [first, second, third] } = places(3);
  assert.equal(order.heldBytes, 0);
  second!.settle("12345");
  third!.settle("123");
  assert.equal(order.heldBytes, 8);
  first!.settle("1234567");
  assert.equal(order.heldBytes, 0);
});

Deno.test("a place is first when all before it were answered", async () => {
  const { places: [first, second, third] } = places(3);
  const seen: string[] = [];
  const turns = [first, second, third].map((place, at) =>
    place!.whenFirst().then(() => seen.push(`${at}`))
  );
  assert.deepEqual([first, second, third].map((place) => place!.isFirst), [true, false, false]);
  await turns[0];
  second!.settle("two");
  await Promise.resolve();
  assert.deepEqual([seen, third!.isFirst], [["0"], false]);
  first!.settle("one");
  assert.equal(third!.isFirst, true);
  await turns[2];
  assert.ok(seen.includes("2"));
});

Deno.test("a place that is reserved when nobody waits is first at once", async () => {
  const { order, released, places: [first] } = places(1);
  first!.settle("one");
  const next = order.reserve();
  assert.equal(next.isFirst, true);
  await next.whenFirst();
  next.settle("two");
  assert.deepEqual(released, ["one", "two"]);
});

Deno.test("ten thousand answers that come in reverse go out in order", () => {
  const { order, released, places: all } = places(10_000);
  for (let at = all.length - 1; at >= 0; at--) all[at]!.settle(String(at));
  assert.deepEqual(released, all.map((_, at) => String(at)));
  assert.equal(order.heldBytes, 0);
});
