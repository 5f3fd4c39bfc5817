/** The inner walls are knocked out by tests alone: nothing that a user can start has a switch for it. */
import { deepEqual, match, ok } from "node:assert/strict";
import { ensureAssets } from "../../src/host/assets.ts";
import { type JailCommand, jailCommand } from "../../src/host/jail_process.ts";
import { BINARY } from "../e2e/command.ts";
import { Scene, UNTOUCHED } from "../fixtures/scene.ts";
import { runHonestly, runJail } from "../fixtures/supervised.ts";

const ROOT = new URL("../../", import.meta.url);
const LINUX = Deno.build.os === "linux";
const ONLY_LINUX = LINUX ? "" : " (only on Linux)";
const HEAP_BYTES = 64 * 1024 * 1024;

await ensureAssets(() => {});

/** All that an executable is made of, by path. */
function sources(): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (path: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(new URL(path, ROOT))) {
      if (isDirectory) visit(`${path}${name}/`);
      else found.set(`${path}${name}`, Deno.readTextFileSync(new URL(`${path}${name}`, ROOT)));
    }
  };
  visit("src/");
  return found.set("cli.ts", Deno.readTextFileSync(new URL("cli.ts", ROOT)));
}

Deno.test("the entry starts the jail with the steps that it has, and no others", () => {
  const all = sources();
  deepEqual(all.get("src/jail/entry.ts")!.match(/main\(.*/g), [
    "main(started);",
  ]);
  deepEqual(all.get("cli.ts")!.match(/.*\/jail\/.*/g), [
    '  await import(import.meta.resolve("./src/jail/entry.ts")) as typeof import("./src/jail/entry.ts");',
  ]);
});

Deno.test("nothing that is released names the tests' steps, their attacks or their files", () => {
  const all = sources();
  ok(all.size > 50);
  // The jail's own file defines the steps, and gives the real ones.
  match(
    all.get("src/jail/jail_main.ts")!,
    /const STEPS: Steps = \{ lock: lockDown, proveNoProcesses, locked: \(\) => \{\} \};/,
  );
  all.delete("src/jail/jail_main.ts");
  for (const word of [/\bSteps\b/, /unlocked_|"unlocked/, /realm_jail/, /tests\//]) {
    deepEqual(
      [...all].filter(([, text]) => word.test(text)).map(([path]) => path),
      [],
      String(word),
    );
  }
});

/** The jail of the executable in PYSANDBOX_BIN where it is set, else from source. */
function released(): JailCommand {
  const command = jailCommand(HEAP_BYTES, true);
  if (BINARY === undefined) return command;
  return { ...command, path: BINARY, args: command.args.slice(command.args.indexOf("--jail")) };
}

Deno.test({
  name:
    `the words that tests knock walls out with change nothing of a jail that is released${ONLY_LINUX}`,
  ignore: !LINUX,
  fn: async () => {
    const honest = await runHonestly();
    await using scene = await Scene.open();
    const { args, ...rest } = released();
    const detail = JSON.stringify(scene.targets);
    for (const walls of ["walls", "landlock", "seccomp"]) {
      const command = { ...rest, args: [...args, walls, "unlocked files", detail] };
      const run = await runJail(command, { limits: { timeoutMs: 20_000 } });
      deepEqual([run.stdout, run.outcome.status, run.outcome.reason], ["honest\n", "ok", null]);
      deepEqual(run.outcome.walls, honest.outcome.walls);
    }
    deepEqual(await scene.look(), UNTOUCHED);
  },
});
