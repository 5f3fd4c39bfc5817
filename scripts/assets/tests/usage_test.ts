import assert from "node:assert/strict";
import { countUsage, decodeUsage, encodeUsage } from "../usage.ts";

const CALLED = [[1, 2, 3, 9], [1, 2, 20], [1, 2, 3], [1, 5, 6]].map((one) => new Set(one));
const USAGE = {
  pyodide: "1.2.3",
  programs: 4,
  often: new Set([1, 2]),
  sometimes: new Set([3, 9, 20, 5, 6]),
};

Deno.test("what three programs or more call is called often, what one or two call sometimes", () => {
  assert.deepEqual(countUsage("1.2.3", CALLED), USAGE);
});

Deno.test("it is written in runs of indexes, and read again", () => {
  const text = encodeUsage(USAGE);
  assert.equal(
    text,
    `{
  "pyodide": "1.2.3",
  "programs": 4,
  "often": "1-2",
  "sometimes": "3 5-6 9 20"
}
`,
  );
  assert.deepEqual(decodeUsage(text, "1.2.3"), {
    ...USAGE,
    sometimes: new Set([3, 5, 6, 9, 20]),
  });
});

Deno.test("where nothing was counted yet, nothing is called often", () => {
  const nothing = { pyodide: "2", programs: 0, often: new Set<number>(), sometimes: new Set([0]) };
  assert.deepEqual(decodeUsage(encodeUsage(nothing), "2"), nothing);
});

Deno.test("what is of another version is refused, and what helps is said", () => {
  assert.throws(() => decodeUsage(encodeUsage(USAGE), "1.2.4"), {
    message: "assets/usage.json is of Pyodide 1.2.3, not 1.2.4: run deno task usage",
  });
});
