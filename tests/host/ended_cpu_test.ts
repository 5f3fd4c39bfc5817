/** What a jail has used is known after its end, however long its output waited for a reader. */
import { deepEqual, ok } from "node:assert/strict";
import { SpawnedJail } from "../../src/host/jail_process.ts";
import { supervise } from "../../src/host/supervisor.ts";
import { fakeJail, requestOf } from "../fixtures/supervised.ts";

/** Nobody on Windows has to wait for a process to read its times. */
const ON_UNIX = { ignore: Deno.build.os === "windows" };

/** Runs a jail whose output is taken when its process is gone, and gives the outcome's verdict and its processor time. */
async function runUnread(burnMs: number, how: "end" | "exit"): Promise<[string, number]> {
  await using jail = new SpawnedJail(fakeJail("burn_and_exit", [String(burnMs), how]));
  const sink = {
    write: async () => {
      await jail.status();
      // Timers and all that waits have had their turn.
      await new Promise((resolve) => setTimeout(resolve, 50));
    },
  };
  const { outcome } = await supervise(requestOf({ limits: { timeoutMs: 20_000 } }), true, {
    sinks: { stdout: sink, stderr: sink },
    readStdin: () => Promise.resolve(null),
    stopRequests: () => ({ [Symbol.dispose]: () => {} }),
  }, jail);
  return [outcome.status, outcome.stats.cpuMs];
}

for (const burnMs of [5, 60, 300]) {
  for (const how of ["end", "exit"] as const) {
    Deno.test({
      name: `${burnMs} ms before ${
        how === "end" ? "an end" : "an exit"
      } are counted, though its reader was slow`,
      ...ON_UNIX,
      fn: async () => {
        const [status, cpuMs] = await runUnread(burnMs, how);
        deepEqual(status, how === "end" ? "ok" : "crashed");
        ok(cpuMs >= burnMs, `${cpuMs} ms`);
        ok(cpuMs < burnMs + 1000, `${cpuMs} ms`);
      },
    });
  }
}

Deno.test({
  name:
    "beside another jail, what one has used is counted to its last look, and nothing of the other",
  ...ON_UNIX,
  fn: async () => {
    const [[one, oneMs], [other, otherMs]] = await Promise.all([
      runUnread(300, "end"),
      runUnread(60, "end"),
    ]);
    deepEqual([one, other], ["ok", "ok"]);
    ok(oneMs! >= 100 && oneMs! < 1300, `${oneMs} ms`);
    ok(otherMs! < 300, `${otherMs} ms`);
  },
});
