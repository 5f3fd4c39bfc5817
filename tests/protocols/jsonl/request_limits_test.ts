import assert from "node:assert/strict";
import type { LimitName, Limits } from "../../../src/core/limits.ts";
import { assertRefused, CEILINGS, run } from "./requests.ts";

const MIB = 1024 * 1024;

/** Where a limit is found in a request's limits. */
const PLACES: Record<LimitName, keyof Limits> = {
  timeout: "timeoutMs",
  cpu: "cpuMs",
  maxHeap: "maxHeapBytes",
  maxOutput: "maxOutputBytes",
};

for (
  const [name, given, value] of [
    ["timeout", "5s", 5000],
    ["timeout", "4", 4000],
    ["timeout", "250ms", 250],
    ["timeout", 5000, 5000],
    ["timeout", 1, 1],
    ["cpu", "1.5", 1500],
    ["cpu", 10, 10],
    ["cpu", "0", null],
    ["cpu", 0, null],
    ["maxHeap", "64", 64 * MIB],
    ["maxHeap", "64MiB", 64 * MIB],
    ["maxHeap", 64 * MIB + 1, 64 * MIB + 1],
    ["maxHeap", 128 * MIB, 128 * MIB],
    ["maxOutput", "1KiB", 1024],
    ["maxOutput", 1, 1],
    ["maxOutput", 1_000_000, 1_000_000],
  ] as const
) {
  Deno.test(`${name} ${JSON.stringify(given)} is ${value}, and the rest is the server's`, () => {
    assert.deepEqual(run({ [name]: given }).limits, { ...CEILINGS, [PLACES[name]]: value });
  });
}

const CPU_CEILING = { ...CEILINGS, cpuMs: 90_000 };

for (
  const [name, given, message] of [
    ["timeout", "6s", "timeout: expected at most 5s, the server's --timeout; got '6s'"],
    ["timeout", 5001, "timeout: expected at most 5s, the server's --timeout; got 5001"],
    ["timeout", "0", "timeout: expected at most 5s, the server's --timeout; got '0', which is off"],
    ["timeout", 0, "timeout: expected at most 5s, the server's --timeout; got 0, which is off"],
    ["cpu", "2m", "cpu: expected at most 90s, the server's --cpu; got '2m'"],
    ["cpu", 0, "cpu: expected at most 90s, the server's --cpu; got 0, which is off"],
    ["maxHeap", "1G", "maxHeap: expected at most 128MiB, the server's --max-heap; got '1G'"],
    [
      "maxOutput",
      1_000_001,
      "maxOutput: expected at most 1000000B, the server's --max-output; got 1000001",
    ],
  ] as const
) {
  Deno.test(`${name} ${JSON.stringify(given)} is more than the server allows`, () => {
    assertRefused({ code: "1", id: 7, [name]: given }, message, 7, CPU_CEILING);
  });
}

Deno.test("no limit may be exceeded, but one that is off allows any", () => {
  const off = { ...CEILINGS, timeoutMs: null };
  assert.equal(run({ timeout: "24h" }, off).limits.timeoutMs, 86_400_000);
  assert.equal(run({ timeout: 0 }, off).limits.timeoutMs, null);
  assert.equal(run({}, off).limits.timeoutMs, null);
});

const DURATION = "a duration such as 500ms, 5s or 2m, from 1ms to 8760h, or 0 for off";
const SIZE = "a size such as 64, 64MiB or 1G, from 40MiB to 4GiB";

for (
  const [name, given, message] of [
    ["timeout", "soon", `timeout: expected ${DURATION}; got 'soon'`],
    ["timeout", "-1", `timeout: expected ${DURATION}; got '-1'`],
    [
      "timeout",
      1.5,
      "timeout: expected a whole number of milliseconds from 1 to 31536000000, or 0 for off; got 1.5",
    ],
    [
      "cpu",
      5,
      "cpu: expected a whole number of milliseconds from 10 to 31536000000, or 0 for off; got 5",
    ],
    [
      "timeout",
      true,
      "timeout: expected a duration such as '5s', or a number of milliseconds; got true",
    ],
    [
      "timeout",
      "1".repeat(65),
      `timeout: expected a duration such as '5s', or a number of milliseconds; got '${
        "1".repeat(64)
      }...'`,
    ],
    ["maxHeap", "39", `maxHeap: expected ${SIZE}; got '39'`],
    [
      "maxHeap",
      64,
      "maxHeap: expected a whole number of bytes from 41943040 to 4294967296; got 64",
    ],
    [
      "maxHeap",
      [64],
      "maxHeap: expected a size such as '64MiB', or a number of bytes; got an array",
    ],
    [
      "maxOutput",
      0,
      "maxOutput: expected a whole number of bytes from 1 to 1099511627776; got 0",
    ],
  ] as const
) {
  Deno.test(`${name} ${JSON.stringify(given).slice(0, 20)} is refused`, () => {
    assertRefused({ code: "1", [name]: given }, message);
  });
}

Deno.test("whether the cap on memory was given does not depend on its value", () => {
  assert.equal(run({ maxHeap: "128" }).maxHeapGiven, true);
  assert.equal(run({ maxHeap: null }).maxHeapGiven, false);
});
