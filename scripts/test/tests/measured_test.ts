import assert from "node:assert/strict";
import { secondsIn } from "../measured.ts";

Deno.test("the seconds of a file are those of its tests", () => {
  const junit = `<testsuite name="./tests/a_test.ts" tests="2">
        <testcase name="one &quot;x&quot;" classname="./tests/a_test.ts" time="1.250" line="1" col="6">
        <testcase name="two" classname="./tests/a_test.ts" time="0.500" line="9" col="6">
        <testcase name="three" classname="./tests/b_test.ts" time="3.000" line="9" col="6">`;
  assert.deepEqual(secondsIn(junit), { "tests/a_test.ts": 1.75, "tests/b_test.ts": 3 });
});
