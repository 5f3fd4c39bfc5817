/** Environments that are made twice, which takes as long as linking. */
import assert from "node:assert/strict";
import { makeEnvironment } from "../packages/made_environment.ts";

Deno.test("the same wheels give the same bytes", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const paths = ["one", "again"].map((name) => `${folder}/${name}.env`);
    for (const path of paths) await makeEnvironment(path);
    const [one, again] = await Promise.all(paths.map((path) => Deno.readFile(path)));
    assert.ok(one!.length === again!.length && one!.every((byte, at) => byte === again![at]));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
