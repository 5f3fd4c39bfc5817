import assert from "node:assert/strict";
import { details, explain, ownLine } from "../../src/report/text.ts";
import { outcome } from "./outcomes.ts";

Deno.test("a line of pysandbox's own begins with its name and ends with a newline", () => {
  assert.equal(ownLine("something"), "pysandbox: something\n");
});

Deno.test("an end that the program chose is not explained", () => {
  assert.equal(explain(outcome()), null);
  assert.equal(explain(outcome({ status: "error", exitCode: 1 })), null);
  assert.equal(explain(outcome({ status: "error", exitCode: 141 })), null);
});

Deno.test("an end that the program did not choose is explained in one line", () => {
  const timeout = outcome({
    status: "timeout",
    exitCode: 124,
    reason: "timed out after 5s (--timeout)",
  });
  assert.equal(explain(timeout), "pysandbox: timed out after 5s (--timeout)\n");
});

Deno.test("nothing is said to a reader that is gone", () => {
  const gone = outcome({
    status: "cancelled",
    exitCode: 141,
    reason: "the reader of standard output is gone",
  });
  assert.equal(explain(gone), null);
});

Deno.test("the details are limits, walls and timings, a line each", () => {
  assert.equal(
    details(outcome()),
    "pysandbox: limits: timeout 30s, cpu off, max-heap 64MiB, max-output 1000000B\n" +
      "pysandbox: walls: wasm yes, permissions yes, seccomp no, landlock no, rlimit yes\n" +
      "pysandbox: start 80.5ms, run 3ms, processor 2.1ms, peak heap 32768KiB, output 12B\n",
  );
});

Deno.test("the details say which limits are off", () => {
  const limits = { ...outcome().limits, timeoutMs: null, cpuMs: 1500, maxOutputBytes: 1024 };
  assert.equal(
    details(outcome({ limits })).split("\n")[0],
    "pysandbox: limits: timeout off, cpu 1.5s, max-heap 64MiB, max-output 1KiB",
  );
});
