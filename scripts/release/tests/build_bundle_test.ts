/** The bundle of the executable's modules, made of a project of a few files. */
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { bundle } from "../build/bundle.ts";
import { spellOut } from "../build/later_modules.ts";

const SOURCES: Readonly<Record<string, string>> = {
  "cli.ts":
    'const { say } = await import(\n  import.meta.resolve("./src/cli/say.ts")\n) as typeof ' +
    'import("./src/cli/say.ts");\nsay();\n',
  "src/cli/say.ts": 'import config from "../../deno.json" with { type: "json" };\n' +
    "/** NOT-BUNDLED */\nexport function say(): void {\n" +
    '  const glue = new URL("../../assets/build/glue.mjs", import.meta.url);\n' +
    "  console.log(config.version, Deno.readTextFileSync(glue));\n}\n",
  "deno.json": '{ "version": "1.2.3" }',
  "assets/manifest.json": "{}",
  "assets/build/glue.mjs": "the glue",
  "assets/build/notices.txt": "the licences",
};

/** Fills a folder with `sources`, bundles them into another, and passes that to `use`. */
async function withBundle(
  sources: Readonly<Record<string, string>>,
  use: (stage: URL) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const modules = pathToFileURL(`${folder}/modules/`);
    for (const [path, text] of Object.entries(sources)) {
      await Deno.mkdir(new URL("./", new URL(path, modules)), { recursive: true });
      await Deno.writeTextFile(new URL(path, modules), text);
    }
    const stage = pathToFileURL(`${folder}/stage/`);
    await bundle(modules, stage);
    await use(stage);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a bundle does what its modules do, and finds its files from where it is", async () => {
  await withBundle(SOURCES, async (stage) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-read", new URL("src/bundle/cli.js", stage).href],
      env: { NO_COLOR: "1" },
    }).output();
    assert.equal(new TextDecoder().decode(stderr), "");
    assert.equal(new TextDecoder().decode(stdout), "1.2.3 the glue\n");
    assert.equal(code, 0);
  });
});

Deno.test("what few commands read is compressed", async () => {
  await withBundle(SOURCES, async (stage) => {
    const compressed = await Deno.readFile(new URL("assets/build/notices.txt.gz", stage));
    assert.equal(gunzipSync(compressed).toString(), "the licences");
    await assert.rejects(Deno.stat(new URL("assets/build/notices.txt", stage)));
  });
});

Deno.test("of the sources there is nothing but the code, and beside it what is read", async () => {
  await withBundle(SOURCES, async (stage) => {
    const names = (folder: string) =>
      [...Deno.readDirSync(new URL(folder, stage))].map(({ name }) => name).sort();
    assert.deepEqual(names("."), ["assets", "deno.json", "src"]);
    assert.deepEqual(names("src/"), ["bundle"]);
    assert.deepEqual(names("assets/"), ["build"]);
    for (const name of names("src/bundle/")) {
      const url = new URL(`src/bundle/${name}`, stage);
      assert.ok(!(await Deno.readTextFile(url)).includes("NOT-BUNDLED"), name);
      assert.equal((await Deno.stat(url)).mtime?.getTime(), 0, name);
    }
  });
});

Deno.test("a module that the bundler cannot read is refused", async () => {
  const wrong = { ...SOURCES, "src/cli/say.ts": "export function say(: void {}\n" };
  await assert.rejects(withBundle(wrong, () => Promise.resolve()), {
    name: "BuildError",
    message: "deno bundle failed, see above",
  });
});

Deno.test("a name that is resolved at run time in another way is refused, with its file", () => {
  assert.throws(
    () => spellOut('const later = import.meta.resolve("./x.ts");\n', "src/a/one.ts"),
    {
      name: "BuildError",
      message: 'src/a/one.ts: expected import(import.meta.resolve("...")); got another use of ' +
        "import.meta.resolve",
    },
  );
});
