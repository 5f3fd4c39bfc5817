import assert from "node:assert/strict";

const SCRIPT = new URL("../layers.ts", import.meta.url);

/** Runs the script in a project that consists of `files`. */
async function check(files: Record<string, string>): Promise<{ code: number; stderr: string }> {
  const root = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.mkdir(`${root}/${name.split("/").slice(0, -1).join("/")}`, { recursive: true });
      await Deno.writeTextFile(`${root}/${name}`, text);
    }
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--no-config", "--allow-read=.", SCRIPT.href],
      cwd: root,
    }).output();
    return { code, stderr: new TextDecoder().decode(stderr) };
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("the script is silent and succeeds where all imports are allowed", async () => {
  const finished = await check({
    "cli.ts": `import { main } from "./src/cli/main.ts";\n`,
    "mod.ts": "",
    "src/cli/main.ts": `import { x } from "../core/x.ts";\n`,
    "src/core/x.ts": "export const x = 1;\n",
  });
  assert.deepEqual(finished, { code: 0, stderr: "" });
});

Deno.test("the script names each forbidden import on a line of its own and fails", async () => {
  const finished = await check({
    "cli.ts": `import { x } from "./src/wire/x.ts";\n`,
    "mod.ts": "",
    "src/wire/x.ts": "export const x = 1;\n",
    "src/host/deep/y.ts":
      `import { x } from "../../wire/x.ts";\n\nawait import("../../jail/z.ts");\n`,
  });
  assert.deepEqual(finished, {
    code: 1,
    stderr: "cli.ts:1: imports ./src/wire/x.ts; " +
      "allowed: src/core/, src/cli/, src/jail/, src/link/, node:, JSON data\n" +
      "src/host/deep/y.ts:3: imports ../../jail/z.ts; " +
      "allowed: src/host/, src/core/, src/wire/, src/report/, src/walls/, node:, JSON data\n",
  });
});
