import assert from "node:assert/strict";
import { completeLimits, limitsWithin } from "../../src/engine/ceilings.ts";
import { CEILINGS } from "./fake_jails.ts";

const MIB = 1024 * 1024;

Deno.test("a limit that is not given is the engine's", () => {
  assert.deepEqual(limitsWithin({}, CEILINGS), CEILINGS);
  assert.deepEqual(limitsWithin({ timeoutMs: 1, cpuMs: 10 }, CEILINGS), {
    ...CEILINGS,
    timeoutMs: 1,
    cpuMs: 10,
  });
});

Deno.test("off is allowed where the engine's is off", () => {
  assert.equal(limitsWithin({ cpuMs: null }, CEILINGS).cpuMs, null);
  const off = { ...CEILINGS, timeoutMs: null };
  assert.equal(limitsWithin({ timeoutMs: null }, off).timeoutMs, null);
  assert.equal(limitsWithin({ timeoutMs: 86_400_000 }, off).timeoutMs, 86_400_000);
});

for (
  const [given, message, ceiling] of [
    [{ timeoutMs: 5001 }, "timeoutMs: expected at most 5000, the engine's own; got 5001", 5000],
    [
      { timeoutMs: null },
      "timeoutMs: expected at most 5000, the engine's own; got null, which is off",
      5000,
    ],
    [
      { maxHeapBytes: 129 * MIB },
      "maxHeapBytes: expected at most 134217728, the engine's own; got 135266304",
      128 * MIB,
    ],
    [
      { maxOutputBytes: 1_000_001 },
      "maxOutputBytes: expected at most 1000000, the engine's own; got 1000001",
      1_000_000,
    ],
    [
      { cpuMs: 1.5 },
      "cpuMs: expected a whole number of milliseconds from 10 to 31536000000, or 0 for off; got 1.5",
      null,
    ],
    [
      { maxHeapBytes: 1 },
      "maxHeapBytes: expected a whole number of bytes from 41943040 to 4294967296; got 1",
      null,
    ],
    [
      { timeoutMs: Number.NaN },
      "timeoutMs: expected a whole number of milliseconds from 1 to 31536000000, or 0 for off; got NaN",
      null,
    ],
  ] as const
) {
  Deno.test(`a limit that cannot be is a typed error: ${JSON.stringify(given)}`, () => {
    const [limit, value] = Object.entries(given)[0]!;
    const expected = { name: "LimitError", message, limit, given: value, ceiling };
    assert.throws(() => limitsWithin(given, CEILINGS), expected);
  });
}

Deno.test("an engine's own limits have no ceiling but what is possible", () => {
  const limits = completeLimits({ timeoutMs: null, maxHeapBytes: 4096 * MIB }, CEILINGS);
  assert.deepEqual(limits, { ...CEILINGS, timeoutMs: null, maxHeapBytes: 4096 * MIB });
  assert.throws(() => completeLimits({ maxHeapBytes: 4097 * MIB }, CEILINGS), {
    name: "LimitError",
    ceiling: null,
  });
});
