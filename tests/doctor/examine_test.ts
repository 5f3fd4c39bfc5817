/** What is tried, in which order, and what is not tried where it would be of no use. */
import { RawJson } from "../../src/core/raw_json.ts";
import assert from "node:assert/strict";
import type { Check } from "../../src/core/check.ts";
import { examine, thisMachine } from "../../src/doctor/examine.ts";
import type { Attempt } from "../../src/doctor/trial.ts";
import { hold, machine, trial } from "./machines.ts";

const AGAIN = "a sandbox takes a process, 200 MiB of memory and an undamaged executable: " +
  "see 'ulimit -a', the limits of the container, and SHA256SUMS";

function ok(name: string, detail: string): Check {
  return { name, ok: true, detail, remedy: null };
}

Deno.test("all is tried, in this order", async () => {
  const attempts: Attempt[] = [];
  const healthy = machine();
  const tryInJail = (attempt: Attempt) => {
    attempts.push(attempt);
    return healthy.tryInJail(attempt);
  };
  assert.deepEqual(await examine({ ...healthy, tryInJail }), [
    ok("system", "Linux 6.12.1, x86_64"),
    ok("image", "all that Python boots from matches its checksums"),
    ok("sandbox", "starts, and computes that 6 * 7 is 42"),
    ok("wasm", "Python's memory cannot grow beyond its cap"),
    ok("permissions", "every permission is given up; each was tried and refused"),
    ok("seccomp", "system calls that lead out were tried and refused"),
    ok("landlock", "files of the host were tried and refused"),
    ok("rlimit", "the kernel bounds the memory of the process"),
    ok("timeout", "an endless loop ended 7 ms after its 200 ms"),
    ok("kill", "a loop that ignores interrupts ended 7 ms after its 50 ms"),
    ok("cpu", "an endless loop used 7 ms more than its 100 ms of processor time"),
    ok("max-heap", "a program that hoards memory ended at its 64MiB"),
    ok("max-output", "exactly the first 100000 bytes came through"),
    ok("next", "the program after all these runs like the first"),
    ok("start", "81 ms from spawn to program, the median of 7"),
    ok("forks", "an interpreter was forked in 5 ms, walls included"),
    ok("traces", "none of 8 sandboxes is left"),
  ]);
  assert.deepEqual(attempts.map(({ verify }) => verify ?? false), [true, ...Array(7).fill(false)]);
});

Deno.test("where no sandbox starts, nothing else is tried", async () => {
  const reason = "the sandbox did not start (status 1)";
  const checks = await examine(machine({
    tryInJail: () => Promise.resolve(trial({ status: "internal", reason })),
  }));
  assert.deepEqual(checks, [
    ok("system", "Linux 6.12.1, x86_64"),
    { name: "image", ok: false, detail: reason, remedy: AGAIN },
    { name: "sandbox", ok: false, detail: reason, remedy: AGAIN },
  ]);
});

Deno.test("where not even a process starts, that is what is said", async () => {
  const checks = await examine(machine({
    tryInJail: () => Promise.reject(new Error("Resource temporarily unavailable (os error 11)")),
  }));
  assert.deepEqual(checks, [
    ok("system", "Linux 6.12.1, x86_64"),
    {
      name: "sandbox",
      ok: false,
      detail: "Resource temporarily unavailable (os error 11)",
      remedy: AGAIN,
    },
  ]);
});

Deno.test("an image that changed is found while sandboxes start from what did not", async () => {
  const reason = "the sandbox did not start: The pack does not match its checksum";
  const checks = await examine(machine({
    tryInJail: (attempt) =>
      Promise.resolve(attempt.verify ? trial({ status: "internal", reason }) : hold(attempt)),
  }));
  assert.deepEqual(checks.filter(({ ok }) => !ok), [{
    name: "image",
    ok: false,
    detail: reason,
    remedy: "the assets are damaged: make them again with 'deno task assets'",
  }]);
  assert.equal(checks.length, 17);
});

Deno.test("a sandbox that computes something else is one that fails", async () => {
  const claimed = { result: new RawJson("41"), resultRepr: "41", error: null };
  const checks = await examine(machine({ tryInJail: () => Promise.resolve(trial({ claimed })) }));
  assert.deepEqual(checks.map(({ name, ok, detail }) => [name, ok, detail]), [
    ["system", true, "Linux 6.12.1, x86_64"],
    ["image", false, "6 * 7 gave 41"],
    ["sandbox", false, "6 * 7 gave 41"],
  ]);
});

Deno.test("a sandbox that fails after others were killed is found", async () => {
  let honest = 0;
  const checks = await examine(machine({
    tryInJail: (attempt) => {
      const isHonest = attempt.source === "6 * 7" && ++honest === 3;
      return Promise.resolve(isHonest ? trial({ status: "error" }) : hold(attempt));
    },
  }));
  assert.deepEqual(checks.filter(({ ok }) => !ok), [
    { name: "next", ok: false, detail: "the program ended with status error", remedy: AGAIN },
  ]);
});

Deno.test("this machine is named by its own words", () => {
  const { system } = thisMachine();
  const name = { linux: "Linux ", darwin: "Darwin " }[Deno.build.os as string] ?? Deno.build.os;
  assert.ok(system.startsWith(name), system);
  assert.match(system, /^[ -~]+, (?:x86_64|aarch64)$/);
});

Deno.test("an environment that is tried is named behind the system", async () => {
  const packages = [{ name: "attrs", version: "26.1.0" }, { name: "numpy", version: "2.4.3" }];
  const environment = { name: "science.env", digest: "sha256:00", packages };
  const { name, ok, detail } = (await examine(machine({ environment })))[1]!;
  assert.deepEqual([name, ok, detail], [
    "packages",
    true,
    "science.env (sha256:00): attrs 26.1.0, numpy 2.4.3",
  ]);
});
