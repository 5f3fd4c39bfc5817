import { deepEqual, equal } from "node:assert/strict";
import { filesBelow } from "../form.ts";
import { ownChildren, survivorsOf } from "../processes.ts";

const IS_UNIX = Deno.build.os !== "windows";

Deno.test("a process that outlives its group's first is found", { ignore: !IS_UNIX }, async () => {
  const shell = new Deno.Command("sh", {
    args: ["-c", "sleep 61 & exit 0"],
    detached: true,
    stdout: "null",
  }).spawn();
  await shell.status;
  const left = await survivorsOf(shell.pid, 500);
  Deno.kill(-shell.pid, "SIGKILL");
  deepEqual(left.map(({ command }) => command), ["sleep 61"]);
  deepEqual(await survivorsOf(shell.pid), []);
});

Deno.test("children are found while they run, and whoever looks is not one of them", {
  ignore: !IS_UNIX,
}, async () => {
  const before = (await ownChildren()).map(({ pid }) => pid);
  const child = new Deno.Command("sleep", { args: ["62"] }).spawn();
  const during = (await ownChildren()).map(({ pid }) => pid);
  child.kill("SIGKILL");
  await child.status;
  deepEqual(during.filter((pid) => !before.includes(pid)), [child.pid]);
});

Deno.test("files are found at every depth, and folders that hold none", async () => {
  const folder = await Deno.makeTempDir();
  try {
    deepEqual(filesBelow(folder), []);
    await Deno.mkdir(`${folder}/a/b`, { recursive: true });
    await Deno.mkdir(`${folder}/empty`);
    await Deno.writeTextFile(`${folder}/a/b/file`, "");
    deepEqual(filesBelow(folder).sort(), [`${folder}/a/b/file`, `${folder}/empty`]);
    equal((await Deno.stat(`${folder}/a/b/file`)).size, 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
