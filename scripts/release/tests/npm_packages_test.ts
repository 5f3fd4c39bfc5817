/** What npm packages say about themselves. `tests/install/` makes and installs real ones. */
import assert from "node:assert/strict";
import { compileClient } from "../npm/compile_client.ts";
import { executableManifest, mainManifest, packageName } from "../npm/manifests.ts";
import { findTarget, TARGETS } from "../build/targets.ts";

const ROOT = new URL("../../../", import.meta.url);
const RELEASE = { version: "1.2.3", ownLicense: "MIT", license: "MIT AND PSF-2.0" };

Deno.test("the package depends on an executable for every target, of its own version, if there is one", () => {
  const { optionalDependencies, bin, license, repository } = mainManifest(RELEASE, null);
  assert.deepEqual(Object.keys(optionalDependencies as object), TARGETS.map(packageName));
  assert.deepEqual(new Set(Object.values(optionalDependencies as object)), new Set(["1.2.3"]));
  assert.deepEqual([bin, license, repository], [
    { pysandbox: "npm/launcher.js" },
    "MIT",
    undefined,
  ]);
});

Deno.test("an executable's package is for its machine alone, by the names that Node.js has", () => {
  const linux = executableManifest(RELEASE, findTarget("linux-arm64"), null);
  assert.equal(linux["name"], "@pysandbox/linux-arm64");
  assert.deepEqual([linux["os"], linux["cpu"], linux["libc"]], [["linux"], ["arm64"], ["glibc"]]);
  assert.equal(linux["license"], "MIT AND PSF-2.0");
  const macos = executableManifest(RELEASE, findTarget("macos-x64"), null);
  assert.deepEqual([macos["name"], macos["os"], macos["libc"]], [
    "@pysandbox/darwin-x64",
    ["darwin"],
    undefined,
  ]);
  assert.equal(packageName(findTarget("windows-x64")), "@pysandbox/win32-x64");
});

Deno.test("npm's provenance finds the repository", () => {
  const { repository } = mainManifest(RELEASE, "https://example.org/o/p");
  assert.deepEqual(repository, { type: "git", url: "git+https://example.org/o/p.git" });
});

Deno.test("client and launcher are compiled for Node.js, with their types", async () => {
  const folder = await Deno.makeTempDir();
  try {
    compileClient(ROOT, folder);
    const names = [...Deno.readDirSync(folder), ...Deno.readDirSync(`${folder}/npm`)];
    assert.deepEqual(names.filter(({ isFile }) => isFile).map(({ name }) => name).sort(), [
      ...["client.d.ts", "client.js", "executable.d.ts", "executable.js"],
      ...["index.d.ts", "index.js", "launcher.d.ts", "launcher.js"],
    ]);
    const launcher = await Deno.readTextFile(`${folder}/npm/launcher.js`);
    assert.ok(launcher.startsWith("#!/usr/bin/env node\n"));
    assert.match(launcher, /from "\.\/executable\.js";/);
    const types = await Deno.readTextFile(`${folder}/client.d.ts`);
    assert.equal(types.match(/\[Symbol\.asyncDispose\]/g)?.length, 2);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
