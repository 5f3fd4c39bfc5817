/** What a spare jail warms up before it has a request. */
import assert from "node:assert/strict";
import { ensureAssets } from "../../src/host/assets.ts";
import { jailCommand } from "../../src/host/jail_process.ts";
import { FrameReader, FrameType, JAIL_FRAME_CAPS } from "../../src/wire/frame.ts";

/** No request at all: the jail that reads it ends. */
const NONSENSE = new Uint8Array(5);

/** What a jail says from its hello on, until `isEnough` or its end: the numbers of the modules that it would load. */
async function loadedBy(
  isAsked: boolean,
  isEnough: (numbers: string) => boolean,
): Promise<string> {
  await ensureAssets(() => {});
  const { path, args, env } = jailCommand(64 * 1024 * 1024, true, "spare");
  const entry = new URL("../../src/jail/entry.ts", import.meta.url).href;
  const warming = new URL("../fixtures/warming_jail.ts", import.meta.url).href;
  const child = new Deno.Command(path, {
    args: args.map((word) => word === entry ? warming : word),
    env: { ...env },
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const input = child.stdin.getWriter();
  if (isAsked) await input.write(NONSENSE);
  const reader = new FrameReader(JAIL_FRAME_CAPS, new Set());
  let said = "";
  for await (const chunk of child.stdout) {
    for (const { type, payload } of reader.read(chunk)) {
      if (type === FrameType.Stdout) said += new TextDecoder().decode(payload);
    }
    if (isEnough(said)) child.kill("SIGKILL");
  }
  await child.status;
  await input.abort().catch(() => {});
  return said;
}

// Where a system cannot tell whether somebody asks, nothing is loaded ahead.
const isLinux = Deno.build.os === "linux";

Deno.test("while nobody asks, the modules with what few programs call are loaded", {
  ignore: !isLinux,
}, async () => {
  assert.equal(await loadedBy(false, (numbers) => numbers.includes("-4;")), "-1;-2;-3;-4;");
});

Deno.test("whoever asks at once does not wait for them", { ignore: !isLinux }, async () => {
  assert.equal(await loadedBy(true, () => false), "");
});
