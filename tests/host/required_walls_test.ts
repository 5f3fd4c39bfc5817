/** A jail without the walls that were required gets no program. */
import assert from "node:assert/strict";
import { SpawnedJail } from "../../src/host/jail_process.ts";
import { CollectingSink } from "../../src/host/output.ts";
import { supervise } from "../../src/host/supervisor.ts";
import type { WallsMode } from "../../src/core/request.ts";
import { fakeJail, LIMITS } from "../fixtures/supervised.ts";

/** Runs the fake jail that answers whatever it is sent, and that has no walls of the system. */
async function runWithoutWalls(walls: WallsMode) {
  await using jail = new SpawnedJail(fakeJail("exit_after_hello"));
  const sinks = { stdout: new CollectingSink(), stderr: new CollectingSink() };
  const terminals = { stdin: false, stdout: false, stderr: false, columns: 80, rows: 24 };
  const program = { kind: "code", name: "-c", source: new Uint8Array(0) } as const;
  const rest = { args: [], env: {}, seed: null, colour: false, interactive: false };
  return await supervise(
    // The jail has to end before its time does, however slow the machine is.
    { program, limits: { ...LIMITS, timeoutMs: 60_000 }, walls, terminals, ...rest },
    false,
    {
      sinks,
      readStdin: () => Promise.resolve(null),
      stopRequests: () => ({ [Symbol.dispose]: () => {} }),
    },
    jail,
  );
}

Deno.test({
  name:
    "required walls that are missing end the run before the program is sent, naming each (Linux)",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const { outcome } = await runWithoutWalls("require");
    const why = "is missing: it cannot be built on this system";
    assert.deepEqual([outcome.status, outcome.exitCode, outcome.reason], [
      "internal",
      125,
      `--walls require: the wall seccomp ${why}; --walls require: the wall landlock ${why}`,
    ]);
  },
});

Deno.test({
  name: "with auto the program is sent all the same, and what is missing can be said (Linux)",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const { outcome, missingWalls } = await runWithoutWalls("auto");
    assert.equal(outcome.status, "crashed");
    assert.deepEqual(missingWalls.map(({ name }) => name), ["seccomp", "landlock"]);
  },
});

Deno.test("with off nothing is missing", async () => {
  const { missingWalls } = await runWithoutWalls("off");
  assert.deepEqual(missingWalls, []);
});
