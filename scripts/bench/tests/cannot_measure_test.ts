/** The bench continues without what is not available, and fails at its end. */
import assert from "node:assert/strict";
import { CannotMeasure, failForGaps, isThere, orCannot } from "../cannot_measure.ts";

Deno.test("what cannot be measured is handed on with its reason, and bugs are not", async () => {
  assert.equal(await orCannot(Promise.resolve(7)), 7);
  const refused: Promise<number> = Promise.reject(new CannotMeasure("no base"));
  const gap = await orCannot(refused);
  assert.ok(!isThere(gap));
  assert.equal(gap.message, "no base");
  await assert.rejects(orCannot(Promise.reject(new TypeError("a bug"))), new TypeError("a bug"));
});

Deno.test("a section of which parts were left out fails at its end, naming all of them", () => {
  failForGaps("there", { there: true });
  assert.throws(
    () => failForGaps(new CannotMeasure("no base"), "there", new CannotMeasure("no root")),
    new CannotMeasure("no base; no root"),
  );
});
