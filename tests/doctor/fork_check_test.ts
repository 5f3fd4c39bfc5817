/** What is said of forks: that there are none is no fault, that one lacks a wall is. */
import assert from "node:assert/strict";
import { REPORT_IT } from "../../src/core/check.ts";
import { checkFork } from "../../src/doctor/fork_check.ts";

Deno.test("how long a fork took is said", () => {
  const detail = "an interpreter was forked in 12 ms, walls included";
  assert.deepEqual(checkFork({ milliseconds: 12.4, whyNot: null, missing: [] }), {
    ...{ name: "forks", ok: true, detail, remedy: null },
  });
});

Deno.test("where none can be made, the reason is said, and nothing is wrong", () => {
  const detail = "none: interpreters are booted one by one, because it has no threads";
  assert.deepEqual(
    checkFork({ milliseconds: Number.NaN, whyNot: "it has no threads", missing: [] }),
    { name: "forks", ok: true, detail, remedy: null },
  );
});

Deno.test("a fork that lacks a wall is wrong", () => {
  const detail = "a forked interpreter lacks landlock and seccomp";
  assert.deepEqual(
    checkFork({ milliseconds: 5, whyNot: null, missing: ["landlock", "seccomp"] }),
    { name: "forks", ok: false, detail, remedy: REPORT_IT },
  );
});
