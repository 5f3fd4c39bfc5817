/**
 * The kernel's walls around a jail that boots from an environment, knocked out one by one: hostile JavaScript with every permission of
 * Deno, as if native code of a package had broken out of the engine. See `unlocked_test.ts`.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import { holdEnvironment } from "../../src/packages/hold_environment.ts";
import { Scene, UNTOUCHED } from "../fixtures/scene.ts";
import type { AttackedWalls, Supervised } from "../fixtures/supervised.ts";
import { hostileEnvironment } from "../packages/hostile_environment.ts";
import { attacked } from "./attacked.ts";

const LINUX = Deno.build.os === "linux";
const environment = await holdEnvironment(await hostileEnvironment());

const ATTACKS = ["unlocked files", "unlocked network later", "unlocked processes"] as const;

/** What Landlock alone does not refuse: `unlocked_test.ts` says why. */
const BEYOND_LANDLOCK: Readonly<Record<string, readonly string[]>> = {
  "unlocked files": ["stat", "real path", "change mode", "change times", "change folder"],
  "unlocked network later": ["UDP", "UNIX socket"],
  "unlocked processes": [],
};

for (const attack of ATTACKS) {
  for (const walls of ["walls", "seccomp", "landlock"] as const) {
    linuxTest(`with an environment, ${walls} alone: ${attack}`, async () => {
      const { run, after } = await unlocked(attack, walls);
      const beyond = walls === "landlock" ? BEYOND_LANDLOCK[attack]! : [];
      deepEqual(escaped(run), beyond);
      const heard = after.heard.filter((line) => !beyond.includes(line.split(":")[0]!));
      deepEqual({ ...after, heard }, UNTOUCHED);
    });
  }
  linuxTest(`with an environment and without any wall, all of it works: ${attack}`, async () => {
    ok(escaped((await unlocked(attack, "no-walls")).run).length > 4);
  });
}

linuxTest("with an environment, every system call that is on no list is refused", async () => {
  const { run, after } = await unlocked("unlocked: every system call", "walls");
  equal(run.stdout, "clone: EAGAIN\nclone3: EAGAIN\nas ever: EPERM\nas x32: EPERM\nhonest\n");
  deepEqual(after, UNTOUCHED);
});

linuxTest("with an environment, nothing can be read from any descriptor", async () => {
  const { run } = await unlocked("unlocked: every descriptor", "walls");
  equal(run.stdout, "closed nothing\nhonest\n");
});

function linuxTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: !LINUX, fn });
}

function escaped(run: Supervised): string[] {
  return [...run.stdout.matchAll(/^(.*?): ESCAPED/gm)].map(([, name]) => name!);
}

async function unlocked(attack: string, walls: AttackedWalls) {
  await using scene = await Scene.open();
  const detail = JSON.stringify(scene.targets);
  const run = await attacked(attack, walls, detail, 60_000, undefined, environment.place);
  if (walls !== "no-walls") ok(!JSON.stringify(run).includes(scene.secret));
  return { run, after: await scene.look() };
}
