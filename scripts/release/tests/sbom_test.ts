import assert from "node:assert/strict";
import { type Bom, type BomComponent, type Build, toCycloneDx } from "../notices/cyclonedx.ts";
import { type Inventory, takeInventory } from "../notices/inventory.ts";
import { epochOf, readExecutables } from "../sbom.ts";
import { copyProject } from "../../../tests/fixtures/project_copy.ts";

const ROOT = new URL("../../../", import.meta.url);

const ITEM = {
  version: "1.0",
  license: "MIT",
  what: "a thing",
  home: "https://example.org/",
  purl: null,
  files: [],
  texts: [],
} as const;
const INVENTORY: Inventory = {
  own: { version: "0.1.0", license: "MIT", text: { source: "LICENSE", text: "" } },
  deno: "2.0.0",
  items: [
    { ...ITEM, name: "Deno", part: "base" },
    { ...ITEM, name: "V8", part: "base", license: "BSD-3-Clause OR MIT", version: null },
    { ...ITEM, name: "Pyodide", part: "python", purl: "pkg:npm/pyodide@1.0", files: ["a.wasm"] },
    { ...ITEM, name: "hiwire", part: "python", license: null, files: ["a.wasm"] },
    { ...ITEM, name: "zones", part: "data", license: "LicenseRef-public-domain" },
    { ...ITEM, name: "@scope/pkg", part: "npm", purl: "pkg:npm/%40scope/pkg@1.0" },
  ],
  crates: [],
  manifest: {
    pyodide: { version: "1.0", source: "npm", files: [{ name: "a.wasm", size: 1, sha256: "ab" }] },
  },
};
const BUILD: Build = {
  epoch: null,
  integrity: { "@scope/pkg@1.0": "sha512-qrs=", "pyodide@1.0": "sha512-zN0=" },
  executables: [{ name: "pysandbox-linux", sha256: "cd" }],
  crates: [{ name: "ash", version: "0.38.0+1.3" }],
};

/** The component of that reference, wherever it is. */
function find(bom: Bom, ref: string): BomComponent | undefined {
  return all(bom).find((component) => component["bom-ref"] === ref);
}

function all({ metadata, components }: Bom): BomComponent[] {
  const inside = (component: BomComponent): BomComponent[] => [
    component,
    ...(component.components ?? []).flatMap(inside),
  ];
  return [metadata.component, ...components].flatMap(inside);
}

Deno.test("a component has its version, licence, address and hash, as far as they are known", () => {
  const bom = toCycloneDx(INVENTORY, BUILD);
  assert.deepEqual(find(bom, "base/V8"), {
    type: "library",
    "bom-ref": "base/V8",
    name: "V8",
    description: "a thing",
    licenses: [{ expression: "BSD-3-Clause OR MIT" }],
    externalReferences: [{ type: "website", url: "https://example.org/" }],
  });
  assert.deepEqual(find(bom, "npm/@scope/pkg"), {
    type: "library",
    "bom-ref": "npm/@scope/pkg",
    name: "@scope/pkg",
    version: "1.0",
    description: "a thing",
    licenses: [{ license: { id: "MIT" } }],
    hashes: [{ alg: "SHA-512", content: "aabb" }],
    purl: "pkg:npm/%40scope/pkg@1.0",
    externalReferences: [{ type: "website", url: "https://example.org/" }],
  });
  assert.deepEqual(find(bom, "python/Pyodide")?.components, [{
    type: "file",
    "bom-ref": "python/Pyodide/a.wasm",
    name: "a.wasm",
    hashes: [{ alg: "SHA-256", content: "ab" }],
  }]);
  assert.deepEqual(find(bom, "python/Pyodide")?.hashes, [{ alg: "SHA-512", content: "ccdd" }]);
  assert.equal(find(bom, "python/hiwire")?.licenses, undefined);
  assert.deepEqual(find(bom, "data/zones")?.licenses, [{ expression: "LicenseRef-public-domain" }]);
});

Deno.test("a crate is named by its package address, and how it was found", () => {
  assert.deepEqual(find(toCycloneDx(INVENTORY, BUILD), "pkg:cargo/ash@0.38.0%2B1.3"), {
    type: "library",
    "bom-ref": "pkg:cargo/ash@0.38.0%2B1.3",
    name: "ash",
    version: "0.38.0+1.3",
    purl: "pkg:cargo/ash@0.38.0%2B1.3",
    evidence: {
      identity: [{ field: "purl", methods: [{ technique: "binary-analysis", confidence: 0.9 }] }],
    },
  });
});

Deno.test("the executables of the release are recorded with their hashes", () => {
  const { metadata } = toCycloneDx(INVENTORY, BUILD);
  assert.deepEqual(metadata.component.components, [{
    type: "file",
    "bom-ref": "pysandbox/pysandbox-linux",
    name: "pysandbox-linux",
    hashes: [{ alg: "SHA-256", content: "cd" }],
  }]);
  const none = toCycloneDx(INVENTORY, { ...BUILD, executables: [] });
  assert.equal(none.metadata.component.components, undefined);
});

Deno.test("what depends on what is stated, and what is incomplete", () => {
  const { dependencies, compositions } = toCycloneDx(INVENTORY, BUILD);
  assert.deepEqual(dependencies, [
    {
      ref: "pysandbox",
      dependsOn: ["base/Deno", "python/Pyodide", "data/zones", "npm/@scope/pkg"],
    },
    { ref: "base/Deno", dependsOn: ["base/V8", "pkg:cargo/ash@0.38.0%2B1.3"] },
    { ref: "python/Pyodide", dependsOn: ["python/hiwire"] },
  ]);
  assert.deepEqual(compositions, [{ aggregate: "incomplete", assemblies: ["base/Deno"] }]);
});

Deno.test("packages of an environment that is embedded are named by their package addresses", () => {
  const packages = [{ name: "numpy", version: "2.4.3" }, { name: "x", version: "1!2+cpu" }];
  const bom = toCycloneDx(INVENTORY, { ...BUILD, packages });
  const refs = ["pkg:pypi/numpy@2.4.3", "pkg:pypi/x@1%212%2Bcpu"];
  assert.deepEqual(find(bom, refs[0]!), {
    type: "library",
    "bom-ref": refs[0],
    name: "numpy",
    version: "2.4.3",
    purl: refs[0],
  });
  const [own] = bom.dependencies;
  assert.deepEqual(own!.dependsOn.slice(-2), refs);
});

Deno.test("the time is the given one, or none", () => {
  assert.equal(toCycloneDx(INVENTORY, BUILD).metadata.timestamp, undefined);
  const { metadata } = toCycloneDx(INVENTORY, { ...BUILD, epoch: epochOf("1760000000") });
  assert.equal(metadata.timestamp, "2025-10-09T08:53:20Z");
  assert.deepEqual([epochOf(undefined), epochOf("")], [null, null]);
  assert.throws(
    () => epochOf("soon"),
    new Error("SOURCE_DATE_EPOCH: expected seconds since 1970, got 'soon'"),
  );
});

Deno.test("executables are hashed, and their crates put together", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const crate = (name: string) => `/index.crates.io-1949cf8c6b5b557f/${name}-1.0.0/src`;
    await Deno.writeTextFile(`${folder}/one`, crate("tokio") + crate("url"));
    await Deno.writeTextFile(`${folder}/two`, crate("ash") + crate("url"));
    const { executables, crates } = await readExecutables([`${folder}/one`, `${folder}/two`]);
    assert.deepEqual(executables.map(({ name }) => name), ["one", "two"]);
    for (const { sha256 } of executables) assert.match(sha256, /^[0-9a-f]{64}$/);
    assert.deepEqual(crates.map(({ name }) => name), ["ash", "tokio", "url"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the task writes a whole document of all that is embedded, the same each time", async () => {
  await using project = await copyProject();
  const run = async () => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", "sbom"],
      cwd: project.path,
      env: { NO_COLOR: "1", SOURCE_DATE_EPOCH: "1760000000" },
    }).output();
    const decoder = new TextDecoder();
    assert.deepEqual([code, decoder.decode(stdout), decoder.decode(stderr)], [0, "", ""]);
    return await Deno.readTextFile(`${project.path}/dist/pysandbox.cdx.json`);
  };
  const text = await run();
  assert.equal(await run(), text);

  const bom: Bom = JSON.parse(text);
  assert.deepEqual([bom.bomFormat, bom.specVersion, bom.version], ["CycloneDX", "1.6", 1]);
  const components = all(bom);
  const refs = components.map((component) => component["bom-ref"]);
  assert.equal(new Set(refs).size, refs.length);
  for (const { ref, dependsOn } of bom.dependencies) {
    for (const each of [ref, ...dependsOn]) assert.ok(refs.includes(each), each);
  }
  const inventory = await takeInventory(ROOT);
  for (const { part, name, version, license } of inventory.items) {
    const component = find(bom, `${part}/${name}`);
    assert.equal(component?.version ?? null, version, name);
    assert.equal(component?.licenses === undefined, license === null, name);
  }
  for (const { files } of Object.values(inventory.manifest)) {
    for (const { name, sha256 } of files) {
      const file = components.find((component) => component.name === name);
      assert.deepEqual(file?.hashes, [{ alg: "SHA-256", content: sha256 }], name);
    }
  }
  assert.match(find(bom, "python/Pyodide")?.hashes?.[0]?.content ?? "", /^[0-9a-f]{128}$/);
});
