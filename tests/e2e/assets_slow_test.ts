/** From source, the assets are made on first use and made again when what they are made of changes. */
import assert from "node:assert/strict";
import { BINARY } from "./command.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const PREPARING =
  "pysandbox: preparing Python (first use, or its sources changed); this takes some seconds\n";
const PARTS = ["cli.ts", "deno.json", "deno.lock", "src", "scripts", "assets"];

async function run(folder: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "start", "run", "-c", "print('ran')"],
    cwd: folder,
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test({
  name: `assets are made on first use, and again when they are stale${
    BINARY === undefined ? "" : " (not tried: an executable carries its assets)"
  }`,
  ignore: BINARY !== undefined,
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      const copied = await new Deno.Command("cp", {
        args: ["-R", ...PARTS.map((part) => ROOT + part), folder],
      }).output();
      assert.ok(copied.success);
      await Deno.remove(`${folder}/assets/build`, { recursive: true });

      const first = { code: 0, stdout: "ran\n", stderr: PREPARING };
      assert.deepEqual(await run(folder), first);
      assert.deepEqual(await run(folder), { ...first, stderr: "" });

      const input = `${folder}/scripts/assets/image_modules.txt`;
      await Deno.writeTextFile(input, "tomllib\n", { append: true });
      assert.deepEqual(await run(folder), first);

      const manifest = `${folder}/assets/manifest.json`;
      const text = await Deno.readTextFile(manifest);
      await Deno.writeTextFile(manifest, text.replace(/"sha256": "\w{8}/, '"sha256": "00000000'));
      const refused = await run(folder);
      assert.equal(refused.code, 125);
      assert.match(
        refused.stderr,
        /^pysandbox: preparing .*\npysandbox: the assets could not be made: .*\n$/,
      );
      assert.match(
        refused.stderr,
        /pyodide\.asm\.wasm: expected 9598218 bytes with SHA-256 00000000/,
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
