/** Jails by forking: each is a process of its own with nothing of the others, and where forking fails nobody loses an answer. */
import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { ownChildren } from "../../scripts/soak/processes.ts";
import { ensureAssets } from "../../src/host/assets.ts";
import { Forks } from "../../src/host/forks/forks.ts";
import { type JailCommand, jailCommand } from "../../src/host/jail_process.ts";
import type { JailLink } from "../../src/host/jail_link.ts";
import { CollectingSink } from "../../src/host/output.ts";
import { superviseIn } from "../../src/host/supervisor.ts";
import { JailPool } from "../../src/engine/pool.ts";
import { until } from "../e2e/served.ts";
import { fakeJail, LIMITS, requestOf, type Supervised } from "../fixtures/supervised.ts";

const LINUX = Deno.build.os === "linux" && !Deno.build.standalone;

/** A test on Linux, after which no process is left. */
function test(name: string, fn: (context: Deno.TestContext) => Promise<void>): void {
  Deno.test({
    name,
    ignore: !LINUX,
    fn: async (context) => {
      await ensureAssets(() => {});
      await fn(context);
      deepEqual(await ownChildren(), []);
    },
  });
}

function command(walls = true): JailCommand {
  return jailCommand(LIMITS.maxHeapBytes, walls, "fork");
}

/** Forks that are ready. */
async function ready(given: JailCommand = command()): Promise<Forks> {
  const forks = new Forks(given);
  forks.prepare();
  await until(() => forks.readiness !== "starting" || forks.lastFault !== null, "forks");
  equal(forks.lastFault, null);
  return forks;
}

type Ran = Pick<Supervised, "outcome" | "stdout">;

/** Runs a program in a jail, which is killed afterwards. */
async function run(link: JailLink, source: string, limits = {}): Promise<Ran> {
  const [stdout, stderr] = [new CollectingSink(), new CollectingSink()];
  const { outcome } = await superviseIn(
    link,
    requestOf({ source, limits: { timeoutMs: 60_000, ...limits } }),
    {
      describe: true,
      keep: false,
      renewInput: false,
    },
    {
      sinks: { stdout, stderr },
      readStdin: () => Promise.resolve(null),
      stopRequests: () => ({ [Symbol.dispose]: () => {} }),
    },
  );
  await link.process[Symbol.asyncDispose]();
  return { outcome, stdout: await stdout.text() };
}

/** What a command prints: Deno reads nothing of other processes but with all permissions. */
async function printed(command: string, ...args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(command, { args, stderr: "null" }).output();
  return new TextDecoder().decode(stdout);
}

/** The process that makes the jails: the child that is none of them. */
async function parentOf(jails: readonly JailLink[]): Promise<number> {
  const pids = jails.map(({ process }) => process.pid);
  let others: number[] = [];
  // The process that it is a copy of may not have ended yet.
  await until(async () => {
    others = (await ownChildren()).map(({ pid }) => pid).filter((pid) => !pids.includes(pid));
    return others.length === 1;
  }, "one process that makes jails");
  return others[0]!;
}

const RANDOM = `
import os, random, secrets, tempfile, uuid, time
print(random.random())
print(random.SystemRandom().random())
print(secrets.token_hex())
print(uuid.uuid4())
print(uuid.uuid1())
print(uuid.uuid7())
print(os.urandom(8).hex())
print(open("/dev/urandom", "rb").read(8).hex())
print(tempfile.mktemp())
print(random.sample(range(10**9), 2))
`;

test("forks of one parent", async (t) => {
  await using forks = await ready();

  await t.step(
    "two forks differ in every random thing, and agree on what is the image's",
    async () => {
      const source = `${RANDOM}\nprint(hash("text"))`;
      const lines = await Promise.all([1, 2].map(async () => {
        const { stdout } = await run(await forks.make(), source);
        return stdout.trimEnd().split("\n");
      })) as [string[], string[]];
      const [one, other] = lines;
      equal(one.length, 11);
      equal(one.pop(), other.pop());
      for (const [at, line] of one.entries()) notEqual(line, other[at]);
    },
  );

  await t.step("a fork has three pipes, no shared memory, and filters of its own", async () => {
    const [one, other] = [await forks.make(), await forks.make()];
    const pipes = async ({ process: { pid } }: JailLink) =>
      [...(await printed("ls", "-l", `/proc/${pid}/fd`)).matchAll(/ -> (.*)$/gm)].map(([, to]) =>
        to
      );
    const all = [...await pipes(one), ...await pipes(other)];
    equal(all.length, 6);
    equal(new Set(all).size, 6);
    for (const pipe of all) match(pipe!, /^pipe:/);
    const maps = await printed("cat", `/proc/${one.process.pid}/maps`);
    deepEqual(maps.split("\n").filter((line) => /^\S+ ...s /.test(line)), []);
    const status = await printed("cat", `/proc/${one.process.pid}/status`);
    match(status, /^Threads:\t1$/m);
    match(status, /^NoNewPrivs:\t1$/m);
    match(status, /^Seccomp_filters:\t3$/m);
    match(status, /^CapEff:\t0+$/m);
    for (const { name, holds } of one.hello!.system) ok(holds, name);
    for (const link of [one, other]) await link.process[Symbol.asyncDispose]();
  });

  await t.step(
    "how a fork ends is told, with all the processor time that it has used",
    async () => {
      const link = await forks.make();
      const { outcome } = await run(link, "while True: pass", { cpuMs: 200 });
      equal(outcome.status, "cpu");
      ok(link.process.usedMs! >= 200, `${link.process.usedMs}`);
      const killed = await forks.make();
      await killed.process[Symbol.asyncDispose]();
      deepEqual(await killed.process.status(), { code: 137, signal: "SIGKILL" });
      const memory = await run(await forks.make(), "x = bytearray(10**9)");
      equal(memory.outcome.status, "memory");
    },
  );

  await t.step("a parent that is killed takes no jail with it, and is replaced", async () => {
    const link = await forks.make();
    const parent = await parentOf([link]);
    const ran = run(link, "import time\ntime.sleep(0.3)\n4 + 5");
    Deno.kill(parent, "SIGKILL");
    equal((await ran).outcome.claimed.resultRepr, "9");
    await until(() => forks.prepare() === "ready", "another parent");
    const { made } = forks.counts;
    equal((await run(await forks.make(), "4 + 5")).outcome.status, "ok");
    deepEqual(forks.counts, { made: made + 1, failed: 0, parents: 2 });
  });
});

const REFUSED = ["signal", "signal its thread", "read its memory", "trace"];

for (
  const [walls, error] of [["walls", "EPERM"], ["landlock", "error 13"], [
    "seccomp",
    "EPERM",
  ]] as const
) {
  test(`code that owns a fork reaches neither parent, sibling nor host: ${walls} alone`, async () => {
    const real = command();
    const entry = new URL("../../src/jail/entry.ts", import.meta.url).href;
    const hostile = new URL("../fixtures/forking_jail.ts", import.meta.url).href;
    const args = real.args.map((word) => word === entry ? hostile : word);
    await using forks = await ready({ ...real, args: [...args, walls] });
    const [one, sibling] = [await forks.make(), await forks.make()];
    const parent = await parentOf([one, sibling]);
    const aims = [parent, sibling.process.pid, Deno.pid];
    const { outcome, stdout } = await run(one, JSON.stringify(aims));
    equal(outcome.status, "ok");
    const expected = aims.flatMap(() => [
      ...REFUSED.map((what) => `${what}: EPERM`),
      `list its descriptors: ${error}`,
      "own descriptors: done",
    ]);
    deepEqual(stdout.trimEnd().split("\n"), expected);
    // The sibling is as good as before.
    equal((await run(sibling, "[]")).outcome.status, "ok");
  });
}

test("where the parent does not answer, jails are booted, and it is replaced", async () => {
  const forks = new Forks(command(), { answerMs: 300 });
  const options = { command: jailCommand(LIMITS.maxHeapBytes, true, "spare"), forks };
  await using pool = new JailPool({
    ...options,
    spares: 0,
    mostBoots: () => 2,
    hasRoom: () => true,
  });
  forks.prepare();
  await until(() => forks.readiness === "ready", "forks");
  const parent = await parentOf([]);
  Deno.kill(parent, "SIGSTOP");
  const link = await pool.take();
  equal((await run(link, "4 + 5")).outcome.status, "ok");
  deepEqual([pool.makes.booted, pool.makes.forked], [1, 0]);
  ok(pool.makes.failed >= 1);
});

test("where no parent ever gets ready, all jails are booted, and the reason is known", async () => {
  const forks = new Forks(fakeJail("failure_before_hello"));
  const options = { command: jailCommand(LIMITS.maxHeapBytes, true, "spare"), forks };
  await using pool = new JailPool({
    ...options,
    spares: 2,
    mostBoots: () => 2,
    hasRoom: () => true,
  });
  await until(() => forks.whyNot !== null && pool.ready === 2, "spares");
  equal(pool.makes.forking, "off");
  equal(forks.counts.parents, 3);
  equal((await run(await pool.take(), "4 + 5")).outcome.status, "ok");
});
