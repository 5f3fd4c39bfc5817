import assert from "node:assert/strict";
import { versionText } from "../../src/cli/version.ts";

Deno.test("the version names pysandbox, Python, Pyodide, Deno and V8, each with a number", () => {
  const number = String.raw`\d+\.\d+(\.\d+)*\S*`;
  assert.match(
    versionText(),
    new RegExp(
      `^pysandbox ${number} \\(Python ${number}, Pyodide ${number}, Deno ${number}, V8 ${number}\\)$`,
    ),
  );
  assert(versionText().includes(`Deno ${Deno.version.deno}, V8 ${Deno.version.v8})`));
});
