import assert from "node:assert/strict";
import { UsageError } from "../../src/core/errors.ts";
import { type LimitName, LIMITS, parseLimit } from "../../src/core/limits.ts";

const MIB = 1024 * 1024;
const YEAR_MS = 365 * 24 * 3_600_000;

/** Each limit's default, its value, the edges of its range, and how its errors begin. */
const TABLE: Record<LimitName, {
  readonly option: string;
  readonly environment: string;
  readonly fallback: number | null;
  readonly least: readonly [text: string, value: number];
  readonly most: readonly [text: string, value: number];
  readonly outside: readonly string[];
  readonly zero: null | "refused";
  readonly expected: string;
}> = {
  timeout: {
    option: "--timeout",
    environment: "PYSANDBOX_TIMEOUT",
    fallback: 30_000,
    least: ["1ms", 1],
    most: ["8760h", YEAR_MS],
    outside: ["8761h", "31536000.001s"],
    zero: null,
    expected: "a duration such as 500ms, 5s or 2m, from 1ms to 8760h, or 0 for off",
  },
  cpu: {
    option: "--cpu",
    environment: "PYSANDBOX_CPU",
    fallback: null,
    least: ["10ms", 10],
    most: ["8760h", YEAR_MS],
    outside: ["9ms", "8760.001h"],
    zero: null,
    expected: "a duration such as 500ms, 5s or 2m, from 10ms to 8760h, or 0 for off",
  },
  maxHeap: {
    option: "--max-heap",
    environment: "PYSANDBOX_MAX_HEAP",
    fallback: 256 * MIB,
    least: ["40", 40 * MIB],
    most: ["4G", 4096 * MIB],
    outside: ["39", "41943039B", "4097", "4294967297B"],
    zero: "refused",
    expected: "a size such as 64, 64MiB or 1G, from 40MiB to 4GiB",
  },
  maxOutput: {
    option: "--max-output",
    environment: "PYSANDBOX_MAX_OUTPUT",
    fallback: 10 * MIB,
    least: ["1B", 1],
    most: ["1024G", 1024 * 1024 * MIB],
    outside: ["0.5B", "1025G"],
    zero: "refused",
    expected: "a size such as 64, 64MiB or 1G, from 1B to 1024GiB",
  },
};

const NAMES = Object.keys(TABLE) as LimitName[];
const MALFORMED = ["", "-1", "abc", "5 s", "1e3", "5x", "NaN", "Infinity", "9".repeat(400)];

/** Asserts that `text` is refused with the message that the limit's row gives. */
function assertRefused(name: LimitName, text: string, source: string): void {
  assert.throws(() => parseLimit(name, text, source), (error: unknown) => {
    assert(error instanceof UsageError);
    assert.equal(error.message, `${source}: expected ${TABLE[name].expected}; got '${text}'`);
    assert.equal(error.exitCode, 2);
    return true;
  });
}

Deno.test("the table holds these limits", () => {
  assert.deepEqual(Object.keys(LIMITS), NAMES);
  for (const name of NAMES) {
    assert.equal(LIMITS[name].option, TABLE[name].option);
    assert.equal(LIMITS[name].environment, TABLE[name].environment);
  }
});

for (const name of NAMES) {
  const { option, environment, fallback, least, most, outside, zero } = TABLE[name];

  Deno.test(`${option} has its default`, () => {
    assert.equal(parseLimit(name, LIMITS[name].fallback, option), fallback);
  });

  Deno.test(`${option} takes both ends of its range and nothing beyond`, () => {
    for (const [text, value] of [least, most]) assert.equal(parseLimit(name, text, option), value);
    for (const text of outside) assertRefused(name, text, option);
  });

  Deno.test(`${option} is ${zero === null ? "off" : "refused"} at 0`, () => {
    if (zero === null) assert.equal(parseLimit(name, "0", option), null);
    else assertRefused(name, "0", option);
  });

  Deno.test(`${option} refuses what is malformed, and names where it came from`, () => {
    for (const text of MALFORMED) {
      assertRefused(name, text, option);
      assertRefused(name, text, environment);
    }
  });
}

Deno.test("durations and sizes are not mixed up", () => {
  assertRefused("timeout", "5MiB", "--timeout");
  assertRefused("maxHeap", "64s", "--max-heap");
});
