/** Which walls a report names, and what is said of those that are missing. */
import assert from "node:assert/strict";
import { missingWalls, reportWalls } from "../../src/host/wall_watch.ts";
import type { WallState } from "../../src/core/outcome.ts";
import type { Hello } from "../../src/wire/jail_answer.ts";

const isLinux = Deno.build.os === "linux";

function hello(...system: WallState[]): Hello {
  return { protocol: 6, walls: { wasm: true, permissions: true }, system, heapBytes: 1 };
}

const SECCOMP = { name: "seccomp", holds: true, missing: null } as const;
const LANDLOCK = { name: "landlock", holds: true, missing: null } as const;

Deno.test({
  name: "what the jail found when it tried is what the report says (Linux)",
  ignore: !isLinux,
  fn: () => {
    const broken = { ...LANDLOCK, holds: false, missing: "it is switched off" };
    assert.deepEqual(reportWalls(hello(SECCOMP, broken), true), {
      wasm: true,
      permissions: true,
      seccomp: true,
      landlock: false,
      rlimit: true,
    });
    assert.deepEqual(missingWalls(hello(SECCOMP, broken), true), [
      { name: "landlock", why: "it is switched off" },
    ]);
    assert.deepEqual(missingWalls(hello(SECCOMP, LANDLOCK), true), []);
  },
});

Deno.test({
  name: "what is missing is said whole, or, where it is endless, in whole words (Linux)",
  ignore: !isLinux,
  fn: () => {
    const said = (missing: string) =>
      missingWalls(hello(SECCOMP, { ...LANDLOCK, holds: false, missing }), true)[0]!.why;
    const long = "it can still do much; ".repeat(45).trim();
    assert.equal(long.length, 989);
    assert.equal(said(long), long);
    const words = "clipboard ".repeat(1000);
    assert.equal(said(words), `${"clipboard ".repeat(100)}...`);
    assert.equal(said("x".repeat(4000)), `${"x".repeat(1000)} ...`);
  },
});

Deno.test("before the hello nothing is known to stand", () => {
  const { wasm, permissions, seccomp, landlock, rlimit } = reportWalls(null, false);
  assert.deepEqual([wasm, permissions, seccomp, landlock, rlimit], Array(5).fill(false));
});

Deno.test({
  name:
    "a wall that nobody said a word of is missing, and so is a limit that the kernel refused (Linux)",
  ignore: !isLinux,
  fn: () => {
    assert.deepEqual(missingWalls(hello(SECCOMP), false), [
      { name: "landlock", why: "it cannot be built on this system" },
      {
        name: "rlimit",
        why: "the kernel took no limit of its memory; its resident size is watched instead",
      },
    ]);
  },
});
