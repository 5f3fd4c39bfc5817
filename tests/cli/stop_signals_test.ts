/** The signals that end a command. What they do is in `tests/e2e/signals_test.ts`. */
import assert from "node:assert/strict";
import { onSignals, stopSignals } from "../../src/cli/stop_signals.ts";

Deno.test("a command ends by Ctrl-C everywhere, and by Ctrl-Break where there is no SIGTERM", () => {
  const unix = [["SIGINT", "SIGINT"], ["SIGTERM", "SIGTERM"]];
  assert.deepEqual(stopSignals("linux"), unix);
  assert.deepEqual(stopSignals("darwin"), unix);
  assert.deepEqual(stopSignals("windows"), [["SIGINT", "SIGINT"], ["SIGBREAK", "SIGTERM"]]);
});

Deno.test("this system has all that is listened for here", () => {
  onSignals(() => {})[Symbol.dispose]();
});
