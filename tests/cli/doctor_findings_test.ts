/** What doctor prints of machines that lack something, and what it exits with. */
import assert from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import { findings } from "../../src/cli/doctor_findings.ts";
import { hold, machine } from "../doctor/machines.ts";

/** A machine whose kernel has no Landlock. */
const OLD = machine({
  system: "Linux 5.10.0, x86_64",
  tryInJail: (attempt) => {
    const { outcome, ...rest } = hold(attempt);
    const why = "this kernel has no Landlock; use Linux 5.13 or later";
    return Promise.resolve({
      ...rest,
      outcome: { ...outcome, walls: { ...outcome.walls, landlock: false } },
      missingWalls: [{ name: "landlock", why }],
    });
  },
});

Deno.test("where all holds, doctor prints the table and exits with 0", async () => {
  const [text, exitCode] = await findings(false, machine());
  assert.equal(exitCode, 0);
  assert.equal(
    text,
    `ok    system       Linux 6.12.1, x86_64
ok    image        all that Python boots from matches its checksums
ok    sandbox      starts, and computes that 6 * 7 is 42
ok    wasm         Python's memory cannot grow beyond its cap
ok    permissions  every permission is given up; each was tried and refused
ok    seccomp      system calls that lead out were tried and refused
ok    landlock     files of the host were tried and refused
ok    rlimit       the kernel bounds the memory of the process
ok    timeout      an endless loop ended 7 ms after its 200 ms
ok    kill         a loop that ignores interrupts ended 7 ms after its 50 ms
ok    cpu          an endless loop used 7 ms more than its 100 ms of processor time
ok    max-heap     a program that hoards memory ended at its 64MiB
ok    max-output   exactly the first 100000 bytes came through
ok    next         the program after all these runs like the first
ok    start        81 ms from spawn to program, the median of 7
ok    forks        an interpreter was forked in 5 ms, walls included
ok    traces       none of 8 sandboxes is left
`,
  );
});

Deno.test("where a wall is missing, its line has the remedy, and doctor exits with 1", async () => {
  const [text, exitCode] = await findings(false, OLD);
  assert.equal(exitCode, 1);
  const failures = text.split("\n").filter((line) => !line.startsWith("ok "));
  assert.deepEqual(failures, [
    "FAIL  landlock     does not stand - this kernel has no Landlock; use Linux 5.13 or later",
    "",
  ]);
  assert.equal(text.split("\n").length, 18);
});

Deno.test("the JSON says the same, and names the versions", async () => {
  const [text, exitCode] = await findings(true, OLD);
  assert.equal(exitCode, 1);
  assert.ok(text.endsWith("}\n") && text.indexOf("\n") === text.length - 1);
  const found = JSON.parse(text);
  assert.deepEqual(Object.keys(found), ["version", "ok", "checks", "versions"]);
  assert.deepEqual([found.version, found.ok, found.checks.length], [1, false, 17]);
  assert.deepEqual(found.checks[6], {
    name: "landlock",
    ok: false,
    detail: "does not stand",
    remedy: "this kernel has no Landlock; use Linux 5.13 or later",
  });
  assert.deepEqual(found.versions, {
    pysandbox: config.version,
    commit: null,
    python: "3.14.2",
    pyodide: "314.0.7",
    deno: Deno.version.deno,
    v8: Deno.version.v8,
  });
  const [whole, success] = await findings(true, machine());
  assert.deepEqual([JSON.parse(whole).ok, success], [true, 0]);
});
