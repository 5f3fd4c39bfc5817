/** Devices of the sandbox: a number belongs to one of them. */
import { equal } from "node:assert/strict";
import { DEVICE } from "../../src/jail/device_numbers.ts";

Deno.test("no two devices have the same number, which would let one take the place of the other", () => {
  const numbers = Object.values(DEVICE).map((number) => number.join(" "));
  equal(new Set(numbers).size, numbers.length);
});
