import assert from "node:assert/strict";
import { cratesIn } from "../notices/crates.ts";
import type { Manifest } from "../notices/index.ts";
import { filler, type Inventory, type Item, takeInventory } from "../notices/inventory.ts";
import { type ModuleGraph, packagesOf, readPackage } from "../notices/packages.ts";
import { noticesText } from "../notices/text.ts";
import { wheelLicenses } from "../notices/wheel.ts";
import { copyProject } from "../../../tests/fixtures/project_copy.ts";

const ROOT = new URL("../../../", import.meta.url);
const ASSETS = new URL("assets/", ROOT);

const MANIFEST: Manifest = {
  pyodide: {
    version: "1.0",
    python: "3.0",
    source: "npm",
    files: [{ name: "snake.wasm", size: 1, sha256: "00" }],
  },
};
Deno.test("versions that only the build knows are put in, and others refused", () => {
  const fill = filler(MANIFEST);
  assert.equal(fill("v{python} of {pyodide} on {deno}"), `v3.0 of 1.0 on ${Deno.version.deno}`);
  assert.throws(() => fill("{ruby}"), new Error("assets/licenses/index.json: what is {ruby}?"));
});

const GRAPH: ModuleGraph = {
  modules: [
    { kind: "esm", specifier: "file:///cli.ts" },
    { kind: "npm", specifier: "npm:/b@1.0.0", npmPackage: "b@1.0.0" },
    { kind: "node", specifier: "node:path" },
  ],
  npmPackages: {
    "a@2.0.0": { name: "a", version: "2.0.0", dependencies: ["b@1.0.0"] },
    "b@1.0.0": { name: "b", version: "1.0.0", dependencies: ["a@2.0.0"] },
    "tool@1.0.0": { name: "tool", version: "1.0.0", dependencies: [] },
  },
};

Deno.test("packages that the executable needs are found through others, and tools are not", () => {
  assert.deepEqual(packagesOf(GRAPH).map(({ name }) => name), ["a", "b"]);
});

Deno.test("a module that comes from elsewhere is refused", () => {
  const modules = [...GRAPH.modules, { kind: "esm", specifier: "https://example.org/x.ts" }];
  assert.throws(
    () => packagesOf({ ...GRAPH, modules }),
    new Error("https://example.org/x.ts would be embedded, and its licence is not known"),
  );
});

Deno.test("a package shows the licences that it carries, and is refused without any", async () => {
  const path = await Deno.makeTempDir();
  try {
    const [folder, node] = [new URL(`file://${path}/`), GRAPH.npmPackages!["b@1.0.0"]!];
    const refusal = new Error("b 1.0.0 would be embedded, and carries no licence");
    await Deno.writeTextFile(`${path}/package.json`, `{"license": "ISC"}`);
    await assert.rejects(readPackage(node, folder), refusal);
    await Deno.writeTextFile(`${path}/LICENCE.md`, "be kind");
    await Deno.writeTextFile(`${path}/NOTICE`, "by us");
    assert.deepEqual(await readPackage(node, folder), {
      name: "b",
      version: "1.0.0",
      license: "ISC",
      texts: [
        { source: "npm package b 1.0.0: LICENCE.md", text: "be kind" },
        { source: "npm package b 1.0.0: NOTICE", text: "by us" },
      ],
    });
    await Deno.writeTextFile(`${path}/package.json`, "{}");
    await assert.rejects(readPackage(node, folder), refusal);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
});

Deno.test("the time-zone wheel shows both of its licences", async () => {
  const { tzdata } = JSON.parse(await Deno.readTextFile(new URL("manifest.json", ASSETS)));
  const { name } = tzdata.files[0];
  const texts = wheelLicenses(name, await Deno.readFile(new URL(name, ASSETS)));
  const folder = `${name}: tzdata-${tzdata.version}.dist-info/licenses/`;
  assert.deepEqual(texts.map(({ source }) => source), [
    `${folder}LICENSE`,
    `${folder}licenses/LICENSE_APACHE`,
  ]);
  assert.match(texts[0]!.text, /^Apache Software License 2\.0\n/);
  assert.match(texts[1]!.text, /^ {33}Apache License\n/);
  assert.equal(texts[1]!.text.length, 11357);
});

Deno.test("a wheel without licences, and what is no wheel, are refused", () => {
  const empty = new Uint8Array(22);
  empty.set([0x50, 0x4b, 5, 6]);
  assert.throws(() => wheelLicenses("a.whl", empty), new Error("a.whl carries no licence"));
  assert.throws(() => wheelLicenses("a.whl", new Uint8Array(9)), new Error("not a ZIP archive"));
});

Deno.test("crates are found in an executable of each system, once each", () => {
  const bytes = new TextEncoder().encode([
    "\u{0}/root/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/tokio-util-0.7.16/src/a.rs",
    "C:\\cargo\\registry\\src\\index.crates.io-1949cf8c6b5b557f\\rand_core-0.10.0-rc.2\\src\\a.rs",
    "/index.crates.io-1949cf8c6b5b557f/tokio-util-0.7.16/src/b.rs",
    "/index.crates.io-1949cf8c6b5b557f/ash-0.38.0+1.3.281/src/b.rs",
    "/index.crates.io-1949cf8c6b5b557f/no version/src/b.rs",
    "/index.crates.io-",
  ].join("\u{0}"));
  assert.deepEqual(cratesIn(bytes), [
    { name: "ash", version: "0.38.0+1.3.281" },
    { name: "rand_core", version: "0.10.0-rc.2" },
    { name: "tokio-util", version: "0.7.16" },
  ]);
});

const ITEM: Item = {
  name: "Snake",
  part: "python",
  version: "3.0",
  license: "MIT",
  what: "a snake",
  home: "https://example.org/snake",
  purl: null,
  files: [],
  texts: [{ source: "a place", text: "Be kind.\n" }],
};
const INVENTORY: Inventory = {
  own: { version: "0.1.0", license: "MIT", text: { source: "LICENSE", text: "By us.\n" } },
  deno: "2.0.0",
  items: [
    ITEM,
    {
      ...ITEM,
      part: "base",
      name: "Egg",
      version: null,
      texts: [{ source: "b", text: "Be kind.\n" }],
    },
    { ...ITEM, name: "Bird", license: null, texts: [] },
  ],
  crates: [{ name: "tokio", version: "1.0.0" }, { name: "url", version: "2.0.0" }],
  manifest: {},
};

Deno.test("each entry refers to its texts, and each text is there once with all its sources", () => {
  const text = noticesText(INVENTORY);
  const line = (character: string) => character.repeat(100);
  assert.ok(
    text.startsWith("Licences of what is in pysandbox 0.1.0\n\npysandbox itself: MIT [1]\n"),
  );
  for (
    const entry of [
      "Egg: MIT [2]\n  a snake\n  https://example.org/snake\n",
      "Snake 3.0: MIT [2]\n  a snake\n  https://example.org/snake\n",
      "Bird 3.0: names no licence\n  a snake\n  https://example.org/snake\n",
    ]
  ) assert.ok(text.includes(`\n\n${entry}\n`), entry);
  assert.ok(text.includes("\n\ntokio 1.0.0, url 2.0.0\n\n"));
  const texts = `\n\n${line("=")}\n[1] LICENSE\n${line("-")}\n\nBy us.` +
    `\n\n${line("=")}\n[2] a place\n    b\n${line("-")}\n\nBe kind.\n`;
  assert.equal(text.slice(-texts.length), texts);
});

Deno.test("a Deno that names no crates is said to", () => {
  const text = noticesText({ ...INVENTORY, crates: [] });
  assert.ok(
    text.includes(
      "\n\nThe deno command of version 2.0.0 that made this file names none of them in itself.\n\n",
    ),
  );
});

Deno.test("the notices contain all that is embedded, are the same each time, and name this Deno", async () => {
  const inventory = await takeInventory(ROOT);
  const text = noticesText(inventory);
  assert.equal(text, noticesText(await takeInventory(ROOT)));
  assert.deepEqual(
    inventory.items.filter(({ part }) => part === "npm").map(({ name }) => name),
    [
      ...["@modelcontextprotocol/client", "@modelcontextprotocol/core"],
      ...["@modelcontextprotocol/server", "cross-spawn", "eventsource-parser", "eventsource"],
      ...["isexe", "jose", "path-key", "pkce-challenge", "shebang-command", "shebang-regex"],
      ...["which", "zod"],
    ],
  );
  for (const { name, version, purl, texts } of inventory.items) {
    assert.doesNotMatch(`${version} ${purl}`, /[{}]/);
    assert.ok(text.includes(`\n${version === null ? name : `${name} ${version}`}: `), name);
    for (const { source, text: license } of texts) {
      assert.ok(text.includes(license.replace(/^\n+|\s+$/g, "").replaceAll("\r\n", "\n")), source);
    }
  }
  assert.ok(text.includes(`\nDeno ${Deno.version.deno}: MIT `));
  assert.ok(text.includes(`\nV8 ${Deno.version.v8.replace(/-.*/, "")}: BSD-3-Clause `));
});

/** Runs the task in a copy of the project. */
async function task(cwd: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "notices"],
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test("the task writes the file, and fails where something has no notice", async () => {
  await using project = await copyProject();
  const expected = noticesText(await takeInventory(ROOT));
  assert.deepEqual(await task(project.path), { code: 0, stdout: "", stderr: "" });
  assert.equal(await Deno.readTextFile(`${project.path}/assets/build/notices.txt`), expected);

  const manifest = `${project.path}/assets/manifest.json`;
  const text = await Deno.readTextFile(manifest);
  await Deno.writeTextFile(manifest, text.replace("pyodide.asm.wasm", "other.wasm"));
  const refused = await task(project.path);
  assert.equal(refused.code, 1);
  assert.match(
    refused.stderr,
    /^error: .*Error: assets\/licenses\/index\.json: no component is said to be in other\.wasm; the manifest has no pyodide\.asm\.wasm\n/,
  );
});
