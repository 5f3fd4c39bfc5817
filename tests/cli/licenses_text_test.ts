import assert from "node:assert/strict";
import { licensesText } from "../../src/cli/licenses_text.ts";

Deno.test("from source, the licences are collected on the spot", async () => {
  const text = await licensesText();
  assert.ok(text.startsWith("Licences of what is in pysandbox "), text.slice(0, 100));
  const own = await Deno.readTextFile(new URL("../../LICENSE", import.meta.url));
  assert.ok(text.includes(own.trim()));
  assert.ok(text.includes(`\nDeno ${Deno.version.deno}: MIT `));
});
