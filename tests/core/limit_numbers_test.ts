import assert from "node:assert/strict";
import { checkLimit, type LimitName, LIMITS } from "../../src/core/limits.ts";

const EXPECTED: Record<LimitName, string> = {
  timeout: "a whole number of milliseconds from 1 to 31536000000, or 0 for off",
  cpu: "a whole number of milliseconds from 10 to 31536000000, or 0 for off",
  maxHeap: "a whole number of bytes from 41943040 to 4294967296",
  maxOutput: "a whole number of bytes from 1 to 1099511627776",
};

for (const [name, expected] of Object.entries(EXPECTED) as [LimitName, string][]) {
  const { range: [least, most], canBeOff } = LIMITS[name];

  Deno.test(`${name} as a number: the edges of its range are taken, and nothing beyond`, () => {
    assert.equal(checkLimit(name, least, name), least);
    assert.equal(checkLimit(name, most, name), most);
    for (const value of [least - 0.5, most + 1, least + 0.5, -1, NaN, Infinity, -Infinity]) {
      assert.throws(() => checkLimit(name, value, "source"), {
        name: "UsageError",
        message: `source: expected ${expected}; got ${value}`,
      });
    }
  });

  Deno.test(`${name} as a number: 0 is ${canBeOff ? "off" : "refused"}`, () => {
    if (canBeOff) assert.equal(checkLimit(name, 0, name), null);
    else assert.throws(() => checkLimit(name, 0, name), { message: /; got 0$/ });
  });
}
