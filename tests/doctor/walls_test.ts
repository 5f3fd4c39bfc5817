/** Which walls are listed, and what is said of one that is missing. */
import assert from "node:assert/strict";
import { checkWalls } from "../../src/doctor/wall_checks.ts";
import { trial } from "./machines.ts";

Deno.test("a wall that does not stand fails, with the reason as remedy", () => {
  const why = "this kernel has no Landlock; use Linux 5.13 or later";
  const walls = { wasm: true, permissions: true, seccomp: true, landlock: false, rlimit: true };
  const checks = checkWalls(trial({ walls }, { missingWalls: [{ name: "landlock", why }] }));
  assert.deepEqual(checks.map(({ name, ok }) => [name, ok]), [
    ["wasm", true],
    ["permissions", true],
    ["seccomp", true],
    ["landlock", false],
    ["rlimit", true],
  ]);
  const landlock = { name: "landlock", ok: false, detail: "does not stand", remedy: why };
  assert.deepEqual(checks[3], landlock);
});

Deno.test("a wall that this system cannot have is not listed", () => {
  const none = { seccomp: false, landlock: false };
  const walls = { wasm: true, permissions: true, ...none, rlimit: true, seatbelt: true };
  assert.deepEqual(checkWalls(trial({ walls })).map(({ name, ok }) => [name, ok]), [
    ["wasm", true],
    ["permissions", true],
    ["rlimit", true],
    ["seatbelt", true],
  ]);
});

Deno.test("several walls may be missing, each with a reason of its own", () => {
  const walls = { wasm: true, permissions: true, seccomp: false, landlock: false, rlimit: false };
  const missingWalls = [
    { name: "seccomp", why: "first" },
    { name: "landlock", why: "second" },
    { name: "rlimit", why: "third" },
  ] as const;
  const failed = checkWalls(trial({ walls }, { missingWalls })).filter(({ ok }) => !ok);
  assert.deepEqual(failed.map(({ name, remedy }) => [name, remedy]), [
    ["seccomp", "first"],
    ["landlock", "second"],
    ["rlimit", "third"],
  ]);
});
