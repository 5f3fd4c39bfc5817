import assert from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import { versionText } from "../../src/cli/version.ts";

const INSIDE = "Python 3.14.2, Pyodide 314.0.7, " +
  `Deno ${Deno.version.deno}, V8 ${Deno.version.v8}`;

Deno.test("from source, the version names pysandbox, Python, Pyodide, Deno and V8", () => {
  assert.equal(versionText(), `pysandbox ${config.version} (from source, ${INSIDE})`);
  assert.match(config.version, /^\d+\.\d+\.\d+$/);
});

Deno.test("an executable names the commit that it was made from", () => {
  const expected = `pysandbox 1.2.3 (commit 0123456789ab, ${INSIDE})`;
  assert.equal(versionText({ version: "1.2.3", commit: "0123456789ab" }), expected);
});

Deno.test("an executable says that its sources were not the commit's, or that it does not know", () => {
  assert.match(versionText({ version: "1.2.3", commit: "0123456789ab-dirty" }), /ab-dirty, /);
  assert.match(versionText({ version: "1.2.3", commit: "unknown" }), /\(commit unknown, /);
});
