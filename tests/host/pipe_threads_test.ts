/** How many programs may run at once where each pipe that is read holds a thread. */
import assert from "node:assert/strict";
import { mostPrograms } from "../../src/host/pipe_threads.ts";

Deno.test("programs, one more jail, and the host itself find a thread for each of their pipes", () => {
  for (const processors of [2, 3, 4, 16, 128]) {
    const most = mostPrograms(1024, processors, true);
    assert.equal(most, 2 * processors - 2);
    assert.ok(2 * (most + 1) + 2 <= 4 * processors);
  }
  assert.equal(mostPrograms(1024, 1, true), 1);
});

Deno.test("nobody gets more than was asked for, and elsewhere all of it", () => {
  assert.equal(mostPrograms(3, 16, true), 3);
  assert.equal(mostPrograms(1024, 2, false), 1024);
});
