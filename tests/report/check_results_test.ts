import assert from "node:assert/strict";
import { type Check, failed, passed } from "../../src/core/check.ts";
import { allHold, checksJson, checksTable } from "../../src/report/check_results.ts";

const CHECKS: readonly Check[] = [
  passed("system", "Linux 4.9.0, x86_64"),
  failed("landlock", "does not stand", "use Linux 5.13 or later"),
];

Deno.test("the table has a line for each check, aligned, with the remedy where one is needed", () => {
  assert.equal(
    checksTable(CHECKS),
    "ok    system    Linux 4.9.0, x86_64\n" +
      "FAIL  landlock  does not stand - use Linux 5.13 or later\n",
  );
});

Deno.test("the JSON is one object, with what was found and the versions of all that is inside", () => {
  assert.equal(
    checksJson(CHECKS, { pysandbox: "1.2.3", commit: null }),
    '{"version":1,"ok":false,"checks":[' +
      '{"name":"system","ok":true,"detail":"Linux 4.9.0, x86_64","remedy":null},' +
      '{"name":"landlock","ok":false,"detail":"does not stand","remedy":"use Linux 5.13 or later"}' +
      '],"versions":{"pysandbox":"1.2.3","commit":null}}',
  );
});

Deno.test("all holds where nothing fails, and only there", () => {
  assert.equal(allHold(CHECKS), false);
  assert.equal(allHold(CHECKS.slice(0, 1)), true);
  assert.equal(JSON.parse(checksJson(CHECKS.slice(0, 1), {})).ok, true);
});
