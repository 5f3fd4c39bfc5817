/** The pool of spare jails: how many there are, who gets them, and what becomes of those that fail. */
import assert from "node:assert/strict";
import { ownChildren } from "../../scripts/soak/processes.ts";
import type { JailCommand } from "../../src/host/jail_process.ts";
import type { JailLink } from "../../src/host/jail_link.ts";
import { JailPool, type PoolOptions } from "../../src/engine/pool.ts";
import { PROTOCOL_VERSION } from "../../src/wire/frame.ts";
import { until } from "../e2e/served.ts";
import { fakeJail as otherFakeJail } from "../fixtures/supervised.ts";
import { fakeJail } from "./fake_jails.ts";

const HONEST = fakeJail("nothing");

/** A pool for one test, after which none of its processes is left. */
function poolTest(
  name: string,
  options: Partial<PoolOptions>,
  test: (pool: JailPool) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      {
        const defaults = { command: HONEST, spares: 1, mostBoots: () => 4, hasRoom: () => true };
        await using pool = new JailPool({ ...defaults, ...options });
        await test(pool);
      }
      assert.deepEqual(await ownChildren(), []);
    },
  });
}

/** Waits until so many jails are ready, and makes sure that it stays at that. */
async function settlesAt(pool: JailPool, count: number): Promise<void> {
  await until(() => pool.ready === count, `${count} spares`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(pool.ready, count);
  assert.equal((await ownChildren()).length, count);
}

poolTest("as many spares wait as were asked for", { spares: 3 }, async (pool) => {
  await settlesAt(pool, 3);
});

poolTest(
  "a jail that was taken is replaced, and ended when its owner says so",
  {},
  async (pool) => {
    await settlesAt(pool, 1);
    const link = await pool.take();
    assert.equal(link.hello?.protocol, PROTOCOL_VERSION);
    await until(() => pool.ready === 1, "another spare");
    assert.equal((await ownChildren()).length, 2);
    pool.end(link);
    const { signal } = await link.process.status();
    assert.equal(signal, "SIGKILL");
    await settlesAt(pool, 1);
  },
);

poolTest("where none waits, one is booted for whoever asks", { spares: 0 }, async (pool) => {
  const links = await Promise.all([pool.take(), pool.take(), pool.take()]);
  assert.equal(new Set(links.map(({ process }) => process.pid)).size, 3);
  assert.equal(pool.ready, 0);
  links.forEach((link) => pool.end(link));
});

poolTest("who asks first gets the first", { spares: 0, mostBoots: () => 1 }, async (pool) => {
  const order: number[] = [];
  const takes = [0, 1, 2].map(async (turn) => {
    const link = await pool.take();
    order.push(turn);
    pool.end(link);
  });
  await Promise.all(takes);
  assert.deepEqual(order, [0, 1, 2]);
});

poolTest("a jail that is given back goes to whoever waits, and else to the others", {
  spares: 0,
  mostBoots: () => 1,
}, async (pool) => {
  const first = await pool.take();
  const second = pool.take();
  pool.giveBack(first);
  assert.equal(await second, first);
  // The one that was begun for the second is there as well.
  await until(() => pool.ready === 1, "the other");
  pool.giveBack(first);
  assert.equal(pool.ready, 2);
  const both = await Promise.all([pool.take(), pool.take()]);
  assert.ok(both.includes(first));
  both.forEach((link) => pool.end(link));
});

poolTest("a jail that is given back is still watched", { spares: 0 }, async (pool) => {
  const link = await pool.take();
  pool.giveBack(link);
  link.process.kill();
  await until(() => pool.ready === 0, "it is gone");
});

poolTest("no more boot at once than may", {
  command: otherFakeJail("silent"),
  spares: 5,
  mostBoots: () => 2,
}, async (pool) => {
  await until(async () => (await ownChildren()).length === 2, "two boots");
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.equal((await ownChildren()).length, 2);
  assert.equal(pool.ready, 0);
});

poolTest("one boots in any case", { mostBoots: () => -3 }, async (pool) => {
  await settlesAt(pool, 1);
});

poolTest("without room there are no spares, but whoever asks is served", {
  spares: 2,
  hasRoom: () => false,
}, async (pool) => {
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.deepEqual(await ownChildren(), []);
  pool.end(await pool.take());
  assert.equal(pool.ready, 0);
});

/** Jails that do not boot, and what is said to whoever waits for one. */
const UNBOOTED: Readonly<Record<string, readonly [JailCommand, string]>> = {
  "that end": [otherFakeJail("exit", ["3"]), "the sandbox did not start (status 3)"],
  "that say garbage": [
    otherFakeJail("garbage"),
    "the sandbox did not start: A frame of unknown type 71 arrived",
  ],
  "that say too much": [
    otherFakeJail("output_before_hello"),
    "the sandbox did not start: A frame of type 2 came before the program was sent",
  ],
  "of another version": [
    otherFakeJail("wrong_hello", ['{"protocol":2}']),
    "the sandbox did not start: The jail speaks protocol 2, expected 6",
  ],
  "that give up": [
    otherFakeJail("failure_before_hello"),
    "the sandbox did not start: [2J ]0;owned no such 31m file",
  ],
};

for (const [name, [command, message]] of Object.entries(UNBOOTED)) {
  poolTest(`jails ${name} fail whoever waits, each once`, { command, spares: 0 }, async (pool) => {
    const failed = () => pool.take();
    const expected = { name: "InternalError", message };
    await Promise.all([assert.rejects(failed, expected), assert.rejects(failed, expected)]);
    await assert.rejects(failed, expected);
  });
}

poolTest("a jail that cannot be started fails whoever waits", {
  command: { path: "/nowhere/at/all", args: [], env: {} },
}, async (pool) => {
  await assert.rejects(() => pool.take(), Deno.errors.NotFound);
  await assert.rejects(() => pool.take(), Deno.errors.NotFound);
});

poolTest("a boot that fails is nothing to those for whom another one boots", {
  command: failsAtFirst(),
}, async (pool) => {
  pool.end(await pool.take());
});

poolTest("one boot that fails is tried again, for whoever asks", {
  command: failsAtFirst(),
  spares: 0,
}, async (pool) => {
  pool.end(await pool.take());
});

poolTest("spares that do not live are not made in quick succession", {
  command: fakeJail("exit"),
  spares: 1,
}, async (pool) => {
  const seen = new Set<number>();
  const deadline = performance.now() + 2000;
  while (performance.now() < deadline) {
    for (const { pid } of await ownChildren()) seen.add(pid);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.ok(seen.size >= 2 && seen.size <= 6, `${seen.size} jails in two seconds`);
  assert.equal(pool.ready, 0);
});

poolTest("a spare that dies is replaced", {}, async (pool) => {
  await until(() => pool.ready === 1, "a spare");
  const [victim] = await ownChildren();
  Deno.kill(victim!.pid, "SIGKILL");
  await until(
    async () => pool.ready === 1 && (await ownChildren())[0]?.pid !== victim!.pid,
    "another",
  );
  await settlesAt(pool, 1);
});

poolTest("the end comes while some boot, some wait, and some are being ended", {
  spares: 2,
}, async (pool) => {
  await until(() => pool.ready === 2, "spares");
  const links: JailLink[] = [await pool.take(), await pool.take()];
  links.forEach((link) => pool.end(link));
  pool.refill();
});

/** A command that ends at once the first time, and later starts an honest jail that takes its time. */
function failsAtFirst(): JailCommand {
  const jail = HONEST.args.at(-2)!;
  const slow = `await new Promise((resolve) => setTimeout(resolve, 300)); await import("${jail}")`;
  let isFirst = true;
  return {
    ...HONEST,
    get args() {
      const code = isFirst ? "" : slow;
      isFirst = false;
      return ["eval", "--no-config", "--no-lock", code, "nothing"];
    },
  };
}

poolTest(
  "a jail that waits computes for so long and no longer, until it is taken",
  { warmUpMs: 50 },
  async (pool) => {
    const states = async () => (await ownChildren()).map(({ pid }) => stateOf(pid));
    await until(async () => (await states()).join() === "stopped", "a spare that is stopped");
    const link = await pool.take();
    assert.equal(stateOf(link.process.pid), "running");
    pool.end(link);
  },
);

/** Whether a process is stopped. */
function stateOf(pid: number): "running" | "stopped" {
  const { stdout } = new Deno.Command("ps", { args: ["-o", "state=", "-p", `${pid}`] })
    .outputSync();
  return new TextDecoder().decode(stdout).trim().startsWith("T") ? "stopped" : "running";
}
