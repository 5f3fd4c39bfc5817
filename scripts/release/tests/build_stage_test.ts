/**
 * The folder that is bundled and compiled, and the executable that Deno makes of it, with this Deno itself as the base.
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { pathToFileURL } from "node:url";
import { bundle } from "../build/bundle.ts";
import { INCLUDED, LATER_MODULES, PACK } from "../build/compile_arguments.ts";
import { compile } from "../build/deno.ts";
import { executableTarget } from "../build/executable_target.ts";
import { fillStage } from "../build/stage.ts";
import { localName, localTarget } from "../build/targets.ts";

/** What the build names beside the entry. */
const LEFT = [...INCLUDED, ...LATER_MODULES, PACK];
const FILES = [...LEFT, "cli.ts", "deno.json", "src/cli/main.ts"];
const CONTENTS = {
  ...{ files: FILES, version: "1.2.3", commit: "0123456789ab" },
  pack: new TextEncoder().encode("pack"),
};
const FACTS = {
  isWarm: false,
  ...{ name: "science.env", digest: "sha256:00" },
  packages: [{ name: "numpy", version: "2.4.3" }],
};

/** A project of a few bytes. The times of its files are those of their creation. */
async function makeProject(folder: string): Promise<URL> {
  const root = pathToFileURL(`${folder}/`);
  await Deno.mkdir(new URL("assets/build/", root), { recursive: true });
  await Deno.mkdir(new URL("src/cli/", root), { recursive: true });
  for (const path of LEFT) {
    await Deno.mkdir(new URL("./", new URL(path, root)), { recursive: true });
    await Deno.writeTextFile(new URL(path, root), "");
  }
  await Deno.writeTextFile(new URL("deno.json", root), `{ "tasks": { "x": "NOT-EMBEDDED" } }`);
  await Deno.writeTextFile(
    new URL("src/cli/main.ts", root),
    `export const main = "IS-";`,
  );
  await Deno.writeTextFile(
    new URL("cli.ts", root),
    `import config from "./deno.json" with { type: "json" };\n` +
      `console.log(config, (await import("./src/cli/main.ts")).main, "IS-EMBEDDED");\n`,
  );
  await Deno.writeTextFile(new URL("cli_test.ts", root), `console.log("NOT-EMBEDDED");`);
  return root;
}

async function* filesBelow(folder: URL, prefix = ""): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(prefix, folder))) {
    if (isDirectory) yield* filesBelow(folder, `${prefix}${name}/`);
    else yield prefix + name;
  }
}

/** Fills a stage from a new project, and passes it to `use`. */
async function withStage(
  use: (stage: URL, folder: string) => Promise<void>,
  contents: Parameters<typeof fillStage>[2] = CONTENTS,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const root = await makeProject(`${folder}/project`);
    const stage = pathToFileURL(`${folder}/stage/`);
    await fillStage(stage, root, contents);
    await use(stage, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the folder holds the files that were named, and no others", async () => {
  await withStage(async (stage) => {
    assert.deepEqual((await Array.fromAsync(filesBelow(stage))).sort(), [...FILES].sort());
  });
});

Deno.test("nothing in the folder says when it was made", async () => {
  await withStage(async (stage) => {
    for await (const path of filesBelow(stage)) {
      assert.equal((await Deno.stat(new URL(path, stage))).mtime?.getTime(), 0, path);
    }
  });
});

Deno.test("the executable's deno.json names version and commit", async () => {
  await withStage(async (stage) => {
    assert.deepEqual(JSON.parse(await Deno.readTextFile(new URL("deno.json", stage))), {
      version: "1.2.3",
      commit: "0123456789ab",
      // SHA-256 of nothing, as of the file here.
      notices: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      nodeModulesDir: "none",
    });
  });
});

Deno.test("the executable's deno.json names its packages, and its pack is the one that was given", async () => {
  await withStage(async (stage) => {
    const about = JSON.parse(await Deno.readTextFile(new URL("deno.json", stage)));
    assert.deepEqual(about.packages, FACTS);
    assert.equal(await Deno.readTextFile(new URL(PACK, stage)), "pack");
  }, { ...CONTENTS, packages: FACTS });
});

Deno.test("the same files make the same executable, byte for byte, of nothing but these files", async () => {
  const digests = new Set<string>();
  for (let round = 0; round < 2; round++) {
    await withStage(async (stage, folder) => {
      await Deno.writeTextFile(new URL("stray.ts", stage), `console.log("NOT-EMBEDDED");`);
      const bundled = pathToFileURL(`${folder}/bundled/`);
      await bundle(stage, bundled);
      const output = `${folder}/${localName(localTarget())}`;
      // Any executable of this machine serves as a base for inspecting what is embedded.
      await compile(bundled, localTarget(), output, { DENORT_BIN: Deno.execPath() });
      const bytes = Buffer.from((await Deno.readFile(output)).buffer);
      assert.equal(executableTarget(bytes), localTarget().name);
      assert.equal(bytes.includes("IS-EMBEDDED"), true);
      assert.equal(bytes.includes("NOT-EMBEDDED"), false);
      digests.add(createHash("sha256").update(bytes).digest("hex"));
    });
  }
  assert.equal(digests.size, 1);
});
