/** An environment that is held for many jails, and what jails make of a file that has changed since. */
import assert from "node:assert/strict";
import { jailCommand } from "../../src/host/jail_process.ts";
import { copyToMemory } from "../../src/packages/copy_to_memory.ts";
import { holdEnvironment } from "../../src/packages/hold_environment.ts";
import { openEnvironment } from "../../src/packages/open_environment.ts";
import { runJail } from "../fixtures/supervised.ts";
import { makeEnvironment } from "./made_environment.ts";

const LINUX = Deno.build.os === "linux";
const MAX_HEAP_BYTES = 64 << 20;

const folder = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const made = `${folder}/one.env`;
await makeEnvironment(made, "1", false);
const other = `${folder}/other.env`;
await makeEnvironment(other, "2", false);

type Place = Parameters<typeof jailCommand>[3];

async function run(place: Place, purpose: "run" | "verify" = "run") {
  const { outcome } = await runJail(jailCommand(MAX_HEAP_BYTES, true, purpose, place), {
    source: "import pure\npure.VERSION",
    limits: { timeoutMs: 20_000, maxHeapBytes: MAX_HEAP_BYTES },
  });
  return [outcome.status, outcome.claimed.result?.value() ?? outcome.reason];
}

Deno.test({
  name: "jails boot from what is held, whatever becomes of the file, until it is given up",
  ignore: !LINUX,
  fn: async () => {
    const file = `${folder}/changing.env`;
    await Deno.copyFile(made, file);
    const held = await holdEnvironment(file);
    await held.verify();
    assert.deepEqual(held.packages, [{ name: "pure", version: "1" }]);
    await Deno.copyFile(other, file);
    assert.deepEqual(await run(held.place), ["ok", 1]);
    await Deno.remove(file);
    assert.deepEqual(await run(held.place), ["ok", 1]);
    held[Symbol.dispose]();
    const [status, reason] = await run(held.place);
    assert.equal(status, "internal");
    assert.match(String(reason), /^the sandbox did not start/);
  },
});

Deno.test("a jail without a copy refuses a file that took the place of the one that was opened", async () => {
  const file = `${folder}/replaced.env`;
  await Deno.copyFile(made, file);
  const opened = await openEnvironment(file);
  await opened.verify();
  assert.deepEqual(await run(opened.place), ["ok", 1]);
  await Deno.copyFile(other, `${file}.new`);
  await Deno.rename(`${file}.new`, file);
  assert.deepEqual(await run(opened.place), [
    "internal",
    "the sandbox did not start: The environment was replaced while it was in use",
  ]);
});

Deno.test("a jail that reads everything refuses a file of which a byte has changed", async () => {
  const file = `${folder}/changed.env`;
  const bytes = await Deno.readFile(made);
  await Deno.writeFile(file, bytes);
  const opened = await openEnvironment(file);
  await opened.verify();
  bytes[bytes.length - 5000]! ^= 1;
  await Deno.writeFile(file, bytes);
  assert.deepEqual(await run(opened.place, "verify"), [
    "internal",
    "the sandbox did not start: The pack does not match its checksum",
  ]);
});

Deno.test({
  name: "a copy in memory can be read by its path, and neither written nor cut nor extended",
  ignore: !LINUX,
  fn: async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(3 * 4096 + 5));
    using copy = copyToMemory(bytes);
    const shell = new Deno.Command("sh", {
      args: [
        "-c",
        'cksum < "$0"; printf x 2>/dev/null > "$0" || echo no; printf x 2>/dev/null >> "$0" || echo no; ' +
        'cksum < "$0"',
        copy!.path,
      ],
    });
    const { stdout } = await shell.output();
    const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
    assert.deepEqual(lines.slice(1, 3), ["no", "no"]);
    assert.equal(lines[0], lines[3]);
    assert.match(lines[0]!, new RegExp(` ${bytes.length}$`));
  },
});
