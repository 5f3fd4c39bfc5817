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

Deno.test("an executable with packages of its own names them on a second line", () => {
  const packages = {
    ...{ name: "science.env", digest: "sha256:00", isWarm: false },
    packages: [{ name: "attrs", version: "26.1.0" }, { name: "numpy", version: "2.4.3" }],
  };
  assert.equal(
    versionText({ version: "1.2.3", commit: "0123456789ab", packages }),
    `pysandbox 1.2.3 (commit 0123456789ab, ${INSIDE})\n` +
      "packages of science.env (sha256:00): attrs 26.1.0, numpy 2.4.3",
  );
});
