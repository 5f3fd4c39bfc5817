/** Missing walls of an engine: said once where the system has none, and each time where a jail has lost one since. */
import assert from "node:assert/strict";
import { WallNews } from "../../src/engine/wall_news.ts";
import { engineOn, fakeJail } from "./fake_jails.ts";

const SECCOMP = { name: "seccomp", why: "it is switched off" } as const;
const LANDLOCK = { name: "landlock", why: "it is switched off" } as const;

Deno.test("what is missing around the first program is said once", () => {
  const news = new WallNews();
  assert.deepEqual(news.of([LANDLOCK]), [LANDLOCK]);
  assert.deepEqual(news.of([LANDLOCK]), []);
  assert.deepEqual(news.of([]), []);
  assert.deepEqual(news.of([LANDLOCK]), []);
});

Deno.test("a wall that a later jail has lost is said each time", () => {
  const news = new WallNews();
  assert.deepEqual(news.of([]), []);
  assert.deepEqual(news.of([LANDLOCK]), [LANDLOCK]);
  assert.deepEqual(news.of([]), []);
  assert.deepEqual(news.of([SECCOMP, LANDLOCK]), [SECCOMP, LANDLOCK]);
});

Deno.test("what was lost is said without what was never there", () => {
  const news = new WallNews();
  news.of([LANDLOCK]);
  assert.deepEqual(news.of([SECCOMP, LANDLOCK]), [SECCOMP]);
  assert.deepEqual(news.of([SECCOMP, LANDLOCK]), [SECCOMP]);
});

Deno.test({
  name: "an engine whose jails have no walls says so once",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const missing: string[][] = [];
    await using engine = engineOn(fakeJail("nothing"), {
      walls: "auto",
      onMissingWalls: (walls) => missing.push(walls.map(({ name }) => name)),
    });
    for (let at = 0; at < 3; at++) await engine.submit({ code: "end" }).result;
    assert.deepEqual(missing, [["seccomp", "landlock"]]);
  },
});
