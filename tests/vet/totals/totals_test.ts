/** The sums, and what is estimated from several samples. */
import assert from "node:assert/strict";
import { passAt, PassCounts } from "../../../src/vet/totals/pass_at_k.ts";
import { Totals } from "../../../src/vet/totals/totals.ts";
import { vetted } from "../vetted.ts";

Deno.test("pass@k of one task is what counting all choices gives", () => {
  const choose = (n: number, k: number): number => k === 0 ? 1 : choose(n - 1, k - 1) * n / k;
  for (let total = 1; total <= 12; total++) {
    for (let passed = 0; passed <= total; passed++) {
      for (let k = 1; k <= total; k++) {
        const failing = total - passed < k ? 0 : choose(total - passed, k);
        const exact = 1 - failing / choose(total, k);
        assert.ok(Math.abs(passAt(k, { total, passed }) - exact) < 1e-9, `${total} ${passed} ${k}`);
      }
    }
  }
  assert.equal(passAt(100, { total: 200, passed: 200 }), 1);
  assert.equal(passAt(1, { total: 200, passed: 0 }), 0);
});

type Sample = readonly [id: string | null, ordinal: number, passed: boolean, number?: number];

function counts(...samples: Sample[]) {
  const all = new PassCounts();
  for (const [id, ordinal, passed, number = null] of samples) {
    all.add({ path: "a", line: ordinal, id, case: number, ordinal }, passed);
  }
  return all.estimates();
}

Deno.test("tasks with several samples are averaged; without any there is nothing to estimate", () => {
  assert.deepEqual(counts(["a", 1, true], ["b", 2, false]), []);
  assert.deepEqual(counts([null, 1, true], [null, 2, false]), []);
  assert.deepEqual(counts(["a", 1, true], ["a", 2, false], ["b", 3, true]), [{
    k: 1,
    value: 0.75,
  }]);
  const ten = Array.from(
    { length: 10 },
    (_, at) => ["a", at, at === 3] as Sample,
  );
  assert.deepEqual(counts(...ten).map(({ k, value }) => [k, value.toFixed(6)]), [
    [1, "0.100000"],
    [10, "1.000000"],
  ]);
});

Deno.test("a sample passes if all its cases do, in whatever order they end", () => {
  assert.deepEqual(
    counts(["a", 1, true, 2], ["a", 2, true, 1], ["a", 1, false, 1], ["a", 2, true, 2], [
      "a",
      1,
      false,
      3,
    ]),
    [{ k: 1, value: 0.5 }],
  );
});

Deno.test("the sums count each program once, by how it ended", () => {
  const totals = new Totals();
  totals.add(vetted({ label: "a", status: "ok", wallMs: 5 }));
  totals.add(vetted({ label: "b", status: "timeout", wallMs: 50, failure: "late" }));
  totals.add(vetted({ label: "c", status: "timeout", wallMs: 60 }));
  totals.add(vetted({ label: "d", status: "internal", wallMs: 0, failure: "broken" }));
  for (let at = 0; at < 60; at++) {
    totals.add(vetted({ label: `e${at}`, status: "error", wallMs: 1, failure: "x" }));
  }
  assert.deepEqual([totals.passed, totals.failed, totals.ended, totals.internal], [2, 62, 64, 1]);
  assert.deepEqual([...totals.byStatus], [
    ["ok", { passed: 1, failed: 0 }],
    ["timeout", { passed: 1, failed: 1 }],
    ["internal", { passed: 0, failed: 1 }],
    ["error", { passed: 0, failed: 60 }],
  ]);
  assert.deepEqual(totals.slowest.map(({ label }) => label), ["c", "b", "a", "e0", "e1"]);
  assert.deepEqual(totals.failedLabels.slice(0, 3), ["b", "d", "e0"]);
  assert.equal(totals.failedLabels.length, 50);
});
