/** When a pool starts the process that jails are forked from, and what becomes of one that ends. The jails are fakes. */
import { deepEqual, equal } from "node:assert/strict";
import { ownChildren } from "../../scripts/soak/processes.ts";
import { Forks } from "../../src/host/forks/forks.ts";
import type { JailCommand } from "../../src/host/jail_process.ts";
import { JailPool } from "../../src/engine/pool.ts";
import { until } from "../e2e/served.ts";
import { fakeJail as otherFakeJail } from "../fixtures/supervised.ts";
import { fakeJail } from "./fake_jails.ts";

/** Never says that it can make jails. */
const SILENT = otherFakeJail("silent");

/** Longer than a test. */
const FOR_EVER_MS = 3_600_000;

/** A pool with one spare for one test, after which none of its processes is left. */
function test(
  name: string,
  { parent = SILENT, stayingMs }: { parent?: JailCommand; stayingMs: number },
  fn: (pool: JailPool, forks: Forks) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore: Deno.build.os !== "linux",
    fn: async () => {
      const forks = new Forks(parent, { retryMs: 500 });
      const command = fakeJail("nothing");
      {
        const most = { spares: 1, mostBoots: () => 2, hasRoom: () => true, stayingMs };
        await using pool = new JailPool({ command, forks, ...most });
        await until(() => pool.ready === 1, "a spare");
        await fn(pool, forks);
      }
      // Other tests have jails of their own in this process.
      const left = (await ownChildren()).filter(({ command }) =>
        /\/fake_jail\.ts |\/fixtures\/jails\//.test(command)
      );
      deepEqual(left, []);
    },
  });
}

test(
  "who asks for a second jail makes forking begin, and who asks for one does not",
  { stayingMs: FOR_EVER_MS },
  async (pool, forks) => {
    equal(forks.counts.parents, 0);
    pool.end(await pool.take());
    equal(forks.counts.parents, 0);
    pool.end(await pool.take());
    await until(() => forks.counts.parents === 1, "what is forked");
  },
);

test(
  "a jail that waits for a while makes forking begin",
  { stayingMs: 100 },
  async (pool, forks) => {
    equal(pool.makes.forking, "starting");
    await until(() => forks.counts.parents === 1, "what is forked");
  },
);

test(
  "what ends before it can make jails is replaced while nobody asks",
  { stayingMs: 1 },
  async (pool, forks) => {
    await until(() => forks.counts.parents === 1, "what is forked");
    const spare = await pool.take();
    await until(() => pool.ready === 1, "a spare");
    pool.giveBack(spare);
    const [parent] = (await ownChildren()).filter(({ command }) => command.includes("silent"));
    Deno.kill(parent!.pid, "SIGKILL");
    await until(() => forks.counts.parents === 2, "another");
    equal(pool.makes.forking, "starting");
  },
);

test("where no process can be started, it is tried three times, without haste", {
  parent: { path: "/nowhere/at/all", args: [], env: {} },
  stayingMs: 1,
}, async (pool, forks) => {
  await until(() => forks.lastFault !== null, "the first");
  equal(pool.makes.forking, "starting");
  // Nobody's haste makes it come sooner.
  for (let count = 0; count < 9; count++) pool.refill();
  equal(pool.makes.forking, "starting");
  await until(() => pool.makes.forking === "off", "the last");
  equal(forks.whyNot, forks.lastFault);
});
