import assert from "node:assert/strict";
import { Recall } from "../../../src/repl/editor/recall.ts";

Deno.test("the past is gone through one by one, and ends", () => {
  const recall = new Recall(["first", "second"]);
  assert.equal(recall.next("now"), null);
  assert.equal(recall.previous("now"), "second");
  assert.equal(recall.previous("second"), "first");
  assert.equal(recall.previous("first"), null);
  assert.equal(recall.next("first"), "second");
  assert.equal(recall.next("second"), "now");
});

Deno.test("what was changed in the past stays changed, and the history does not", () => {
  const history = ["first", "second"];
  const recall = new Recall(history);
  recall.previous("");
  assert.equal(recall.previous("second, changed"), "first");
  assert.equal(recall.next("first"), "second, changed");
  assert.deepEqual(history, ["first", "second"]);
});

Deno.test("a search finds the nearest place, then the ones before it", () => {
  const recall = new Recall(["a x", "y", "x and x"]);
  assert.deepEqual(recall.searchBack("x", "now", 3), { text: "x and x", at: 6 });
  assert.deepEqual(recall.searchBack("x", "x and x", 5), { text: "x and x", at: 0 });
  assert.deepEqual(recall.searchBack("x", "x and x", -1), { text: "a x", at: 2 });
  assert.equal(recall.searchBack("x", "a x", 1), null);
  assert.equal(recall.index, 0);
  recall.goTo(3);
  assert.equal(recall.previous("now"), "x and x");
});
