/** The jail's proof that its powers are gone finds each of them that is not. */
import assert from "node:assert/strict";
import { ensureAssets } from "../../src/host/assets.ts";
import { jailCommand } from "../../src/host/jail_process.ts";
import { FrameReader, FrameType, JAIL_FRAME_CAPS } from "../../src/wire/frame.ts";

const NO_EVAL = "--v8-flags=--disallow-code-generation-from-strings";

async function proof(leftOut: string, flags: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      ...flags,
      new URL("../fixtures/lockdown.ts", import.meta.url).href,
      leftOut,
    ],
    stderr: "null",
  }).output();
  return new TextDecoder().decode(stdout);
}

Deno.test("a whole lockdown is proven, whatever the process was allowed before", async () => {
  assert.equal(await proof("nothing", [NO_EVAL, "--allow-all"]), "proven");
});

Deno.test("a permission that is left is found", async () => {
  for (
    const [flag, name] of [
      ["--allow-read", "read"],
      ["--allow-net", "net"],
      ["--allow-ffi", "ffi"],
      ["--allow-run", "run"],
    ]
  ) {
    assert.equal(
      await proof("permissions", [NO_EVAL, flag!]),
      `The permission '${name}' is still granted`,
    );
  }
});

Deno.test("a process that may still signal others is found", async () => {
  assert.equal(await proof("processes", [NO_EVAL]), "proven");
  const found = await proof("processes", [NO_EVAL, "--allow-run"]);
  // Whether it then can depends on who runs the tests.
  assert.match(found, /^The jail can still signal a process($|, or fails oddly: )/);
});

Deno.test("a realm that is not emptied is found", async () => {
  assert.match(await proof("realm", [NO_EVAL]), /^The realm still has '\w+'$/);
});

Deno.test("an engine that makes code from strings is found", async () => {
  assert.equal(await proof("nothing", []), "The jail can still make code from strings");
});

Deno.test("no jail says hello that can signal processes: the kernel's filter is tried, or it tries by itself", async () => {
  await ensureAssets(() => {});
  // Without the filter, and on other systems, nothing but the attempt tells.
  const isFiltered = Deno.build.os === "linux";
  assert.equal(await firstFrame(true), isFiltered ? FrameType.Hello : FrameType.Failure);
  assert.equal(await firstFrame(false), FrameType.Failure);
});

/** What a jail says first in which the attempt would succeed. */
async function firstFrame(withWalls: boolean): Promise<number> {
  const { path, args, env } = jailCommand(64 * 1024 * 1024, withWalls);
  const entry = new URL("../../src/jail/entry.ts", import.meta.url).href;
  const proving = new URL("../fixtures/proving_jail.ts", import.meta.url).href;
  const { stdout } = await new Deno.Command(path, {
    args: args.map((word) => word === entry ? proving : word),
    env: { ...env },
    clearEnv: true,
    stdin: "null",
    stderr: "null",
  }).output();
  const [first] = new FrameReader(JAIL_FRAME_CAPS, new Set()).read(stdout);
  return first!.type;
}
