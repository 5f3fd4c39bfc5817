import assert from "node:assert/strict";
import { decodeUsage } from "../../assets/usage.ts";
import { functionsCalled } from "../functions_called.ts";
import { ensureAssets } from "../../../src/host/assets.ts";

const { pyodide } = JSON.parse(await Deno.readTextFile("assets/manifest.json"));
const usage = decodeUsage(await Deno.readTextFile("assets/usage.json"), pyodide.version);

/** Ordinary programs, none of which is among the recorded ones. */
const ORDINARY = [
  "print('hello', 40 + 2)",
  "words = 'to be or not to be'.split()\nprint({w: words.count(w) for w in sorted(set(words))})",
  "def area(r):\n    return 3.14 * r ** 2\n[round(area(r), 1) for r in range(5)]",
];

Deno.test("what ordinary programs call is in the main module, all or nearly", async () => {
  await ensureAssets(() => {});
  for (const source of ORDINARY) {
    const called = await functionsCalled({ source, input: "" });
    assert.ok(called.size > 500, `${called.size} functions of: ${source}`);
    const others = [...called].filter((index) => !usage.often.has(index));
    // A few calls depend on the moment, such as when garbage is collected.
    assert.ok(others.length < 5, `${others} of: ${source}`);
  }
});

Deno.test("what few programs call is not", async () => {
  const called = await functionsCalled({ source: "'a'.encode('euc_jp')", input: "" });
  assert.ok([...called].some((index) => !usage.often.has(index)));
});
