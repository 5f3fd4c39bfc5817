import assert from "node:assert/strict";
import { MEBIBYTE } from "../../src/core/units.ts";
import { banner } from "../../src/repl/banner.ts";

Deno.test("the banner names the versions, the limits and what there is to type", () => {
  const versions = { pysandbox: "1.2.3", python: "3.14.2" };
  const limits = { timeoutMs: 90_000, cpuMs: null, maxHeapBytes: 64 * MEBIBYTE, maxOutputBytes: 1 };
  assert.equal(
    banner(versions, limits),
    `pysandbox 1.2.3: Python 3.14.2 in a sandbox, 90s a statement, 64MiB of memory
Type "help", "%limits", "%time STATEMENT" or "%reset"; "exit" or Ctrl-D leaves.
`,
  );
  assert.ok(banner(versions, { ...limits, timeoutMs: null }).includes(", no timeout, "));
});
