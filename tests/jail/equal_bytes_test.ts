import { equal } from "node:assert/strict";
import { areEqual } from "../../src/jail/equal_bytes.ts";

Deno.test("bytes are the same where each is, and neither has more", () => {
  const bytes = (...given: number[]) => new Uint8Array(given);
  equal(areEqual(bytes(), bytes()), true);
  equal(areEqual(bytes(1, 2, 255), bytes(1, 2, 255)), true);
  for (const others of [bytes(0, 2, 255), bytes(1, 2, 254), bytes(1, 2), bytes(1, 2, 255, 0)]) {
    equal(areEqual(bytes(1, 2, 255), others), false);
    equal(areEqual(others, bytes(1, 2, 255)), false);
  }
});
