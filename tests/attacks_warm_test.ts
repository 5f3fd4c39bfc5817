/**
 * Attacks by the program that warms an environment up, or by a package that it imports: each file in `tests/attacks/warm/`. Where its
 * first lines say `# refused:`, the environment is not made, for this reason. The others leave an image of their choice: what must hold
 * of programs that start from it is here.
 */
import assert from "node:assert/strict";
import { MEBIBYTE } from "../src/core/units.ts";
import { openForks } from "../src/host/open_forks.ts";
import { holdEnvironment } from "../src/packages/hold_environment.ts";
import { testRefused, warmAttacks, warmedUpBy } from "./attacks/warm_attacks.ts";
import { BINARY, pysandbox } from "./e2e/command.ts";
import { Served, until } from "./e2e/served.ts";

const folder = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

for (const attack of warmAttacks()) {
  if (attack.refused !== undefined && !attack.isSlow) testRefused(attack, folder);
}

Deno.test("an image that attacks whoever starts from it has its limits and its walls, and harms no one else", async () => {
  const { code, stderr, environment } = await warmedUpBy("hooked_start", folder);
  assert.equal(code, 0, stderr);
  const run = async (attack: string, ...options: string[]) => {
    const words = ["run", "-p", environment, "--walls", "require", "--json", "-e"];
    const ended = await pysandbox([
      ...words,
      `ATTACK=${attack}`,
      ...options,
      "-c",
      "print('mine')",
    ]);
    const report = JSON.parse(ended.stdout);
    assert.equal(report.exitCode, ended.code);
    assert.ok(!report.stdout.includes("ESCAPED"), report.stdout);
    assert.ok(Object.values(report.walls).every((wall) => wall === true), attack);
    return [report.status, ended.code];
  };
  assert.deepEqual(await run("endless", "-t", "200ms"), ["timeout", 124]);
  assert.deepEqual(await run("memory", "-H", "64"), ["memory", 137]);
  assert.deepEqual(await run("flood", "--max-output", "1MiB"), ["output", 153]);
  assert.deepEqual(await run("files,process"), ["ok", 0]);
  assert.deepEqual(await run("exit"), ["error", 7]);
});

Deno.test("a server whose environment attacks holds it to its limits, and goes on", async () => {
  const environment = `${folder}/hooked_start.env`;
  await using server = new Served(
    ...["-p", environment, "--workers", "1", "--timeout", "1s", "--max-output", "64KiB"],
  );
  const statusOf = async (attack: string) => {
    const [answer] = await server.askAll([{ code: "1 + 1", env: { ATTACK: attack } }]);
    return answer!.status;
  };
  assert.equal(await statusOf("endless"), "timeout");
  assert.equal(await statusOf("flood"), "output");
  assert.equal(await statusOf("exit"), "error");
  assert.equal(await statusOf("none"), "ok");
  // What is forked has warmed up without walls: nothing that a program has left in memory may run there.
  const [pong] = await server.askAll([{ ping: true }]);
  assert.equal((pong!.interpreters as { forking: string }).forking, "off");
});

Deno.test({
  name: "what makes jails by forking refuses such an environment by itself, if nobody else does",
  ignore: Deno.build.os !== "linux" || BINARY !== undefined,
  fn: async () => {
    using environment = await holdEnvironment(`${folder}/hooked_start.env`);
    assert.ok(environment.isWarm);
    await using forks = (await openForks(64 * MEBIBYTE, true, environment.place))!;
    forks.prepare();
    await until(() => forks.readiness === "ready" || forks.lastFault !== null, "forks");
    assert.equal(forks.lastFault, "an environment that was warmed up cannot be forked");
    await assert.rejects(forks.make());
    assert.deepEqual(forks.counts, { made: 0, failed: 0, parents: 1 });
  },
});

Deno.test("an image whose entry is replaced can claim what it likes, and change no fact", async () => {
  const { code, stderr, environment } = await warmedUpBy("replaced_entry", folder);
  assert.equal(code, 0, stderr);
  const words = ["run", "-p", environment, "--walls", "require", "--json"];
  const lie = await pysandbox([...words, "-c", "'ATTACK'; raise SystemExit(3)"]);
  const report = JSON.parse(lie.stdout);
  assert.deepEqual([report.status, report.stdout, lie.code], ["ok", "whatever I say", 0]);
  assert.equal(report.stats.outputBytes, 14);
  assert.ok(Object.values(report.walls).every((wall) => wall === true));
  const { stdout } = await pysandbox([...words, "-c", "2 + 2"]);
  assert.equal(JSON.parse(stdout).claimed.result, 4);
});

Deno.test("after all of that, an honest program finds nothing of it", async () => {
  const { code, stdout } = await pysandbox([
    "run",
    "-c",
    "import random; print(random.seed.__name__)",
  ]);
  assert.deepEqual([code, stdout], [0, "seed\n"]);
});
