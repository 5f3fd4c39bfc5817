/** Trials in real jails, and the jail that checks what it boots from: it is a jail like others. */
import assert from "node:assert/strict";
import { ensureAssets } from "../../src/host/assets.ts";
import { isRunning } from "../../src/doctor/traces.ts";
import { tryInJail } from "../../src/doctor/trial.ts";

await ensureAssets(() => {});

Deno.test("a jail that checks what it boots from has the walls and the answers of others", async () => {
  const source = "import os, sys; [6 * 7, sorted(os.environ), sys.argv, sys.version]";
  const [plain, verifying] = [
    await tryInJail({ source }),
    await tryInJail({ source, verify: true }),
  ];
  assert.equal(plain.outcome.status, "ok");
  assert.equal((plain.outcome.claimed.result?.value() as unknown[])[0], 42);
  for (const member of ["status", "claimed", "limits", "walls"] as const) {
    assert.deepEqual(verifying.outcome[member], plain.outcome[member], member);
  }
  assert.deepEqual(verifying.missingWalls, plain.missingWalls);
});

Deno.test("limits hold in a jail that checks what it boots from", async () => {
  const flood = 'while True: print("x" * 99)';
  const found = await tryInJail({ source: flood, limits: { maxOutputBytes: 5000 }, verify: true });
  assert.deepEqual([found.outcome.status, found.outputBytes], ["output", 5000]);
  const hoard = await tryInJail({ source: "bytearray(64 << 20)", verify: true });
  assert.equal(hoard.outcome.status, "memory");
});

Deno.test("a trial that is over has left no process", async () => {
  const { pid, outcome } = await tryInJail({
    source: "while True: pass",
    limits: { timeoutMs: 50 },
  });
  assert.equal(outcome.status, "timeout");
  assert.equal(isRunning(pid), false);
});
