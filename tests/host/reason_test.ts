import assert from "node:assert/strict";
import { FirstReason } from "../../src/host/reason.ts";

Deno.test("there is no reason until one is given", async () => {
  const reason = new FirstReason();
  assert.equal(reason.current, null);
  assert.equal(await Promise.race([reason.given, Promise.resolve("none yet")]), "none yet");
});

Deno.test("the first reason stays, whatever comes after it", async () => {
  const reason = new FirstReason();
  reason.give({ kind: "timeout" });
  reason.give({ kind: "memory" });
  reason.give({ kind: "signal", signal: "SIGINT" });
  assert.deepEqual(reason.current, { kind: "timeout" });
  assert.deepEqual(await reason.given, { kind: "timeout" });
});

Deno.test("a reason is stored before anybody hears of it", async () => {
  const reason = new FirstReason();
  const heard = reason.given.then(() => reason.current);
  reason.give({ kind: "violation", message: "first" });
  assert.deepEqual(reason.current, { kind: "violation", message: "first" });
  reason.give({ kind: "violation", message: "second" });
  assert.deepEqual(await heard, { kind: "violation", message: "first" });
});

Deno.test("that another reason came is told, and not with the first", async () => {
  const reason = new FirstReason();
  const isAgain = () => Promise.race([reason.givenAgain.then(() => true), Promise.resolve(false)]);
  reason.give({ kind: "cancelled" });
  assert.equal(await isAgain(), false);
  reason.give({ kind: "timeout" });
  await reason.givenAgain;
  assert.deepEqual(reason.current, { kind: "cancelled" });
});
