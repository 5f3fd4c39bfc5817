/** With a seed, a program finds the same in each run: nothing tells it when it runs, or what ran before it. */
import { deepEqual, equal, notEqual } from "node:assert/strict";
import { pysandbox } from "./command.ts";
import { Served } from "./served.ts";

const PROGRAM = new URL("../fixtures/all_that_could_differ.py", import.meta.url);

/** Longer than a spare that nobody asks takes to warm up. */
const WARM_MS = 1500;

/** What a run prints. */
async function run(seed: number): Promise<string> {
  const code = await Deno.readTextFile(PROGRAM);
  const { stdout, stderr } = await pysandbox(["run", "--seed", String(seed), "-c", code]);
  equal(stderr, "");
  return stdout;
}

Deno.test("with the same seed, run shows a program the same, times of files and addresses included", async () => {
  const [first, second, other] = [await run(7), await run(7), await run(8)];
  deepEqual(second.split("\n"), first.split("\n"));
  notEqual(other, first);
});

Deno.test("no time of a file that was there before a program says when that was, seed or not", async () => {
  const code = "import os\nprint({os.lstat(p).st_mtime for p in " +
    "['/', '/tmp', '/dev/null', '/lib/python314.zip', '/dev/stdin']}, os.fstat(1).st_ctime)\n" +
    "open('new', 'w').close(); print(os.stat('new').st_mtime > 1767225600)";
  for (let count = 0; count < 2; count++) {
    const { stdout } = await pysandbox(["run", "-c", code]);
    equal(stdout, "{1767225600.0} 1767225600.0\nTrue\n");
  }
});

Deno.test("with the same seed, a server shows a program the same in jails that are warm and that are not", async () => {
  const code = await Deno.readTextFile(PROGRAM);
  await using server = new Served("--spares", "2", "--workers", "2");
  const ask = async () => {
    const { status, stdout, stderr } = await server.ask({ code, seed: 7 });
    deepEqual([status, stderr], ["ok", ""]);
    return String(stdout).split("\n");
  };
  const first = await ask();
  // The first ones after the other get jails that had no time to warm up, or half of it.
  for (let count = 0; count < 2; count++) deepEqual(await ask(), first);
  for (const ms of [50, 200, WARM_MS]) {
    await new Promise((resolve) => setTimeout(resolve, ms));
    deepEqual(await ask(), first);
  }
});
