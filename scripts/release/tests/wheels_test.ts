/** What is in a wheel, made of an executable of a few bytes. `tests/install/` installs real ones. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readZip } from "../../../src/packages/zip.ts";
import { findTarget } from "../build/targets.ts";
import { allOf, type Release } from "../packages/contents.ts";
import { descriptionOf } from "../packages/description.ts";
import { metadataText } from "../wheels/metadata.ts";
import { wheelOf } from "../wheels/wheel.ts";

const ROOT = new URL("../../../", import.meta.url);

const RELEASE: Release = {
  root: ROOT,
  version: "1.2.3",
  ownLicense: "MIT",
  license: "MIT AND PSF-2.0",
  licenseText: "do what you like",
  notices: "everybody's licences",
  inventory: {
    own: { version: "1.2.3", license: "MIT", text: { source: "LICENSE", text: "" } },
    deno: "2.0.0",
    items: [],
    crates: [],
    manifest: {},
  },
};
const EXECUTABLE = {
  target: findTarget("windows-x64"),
  name: "pysandbox-1.2.3-windows-x64.exe",
  bytes: new TextEncoder().encode("not really an executable"),
};
const OPTIONS = { repository: "https://example.org/o/pysandbox", epoch: 1_700_000_000 };

function filesOf(wheel: Uint8Array): Map<string, string> {
  const decoder = new TextDecoder();
  const files = [...readZip(new Uint8Array(wheel))];
  return new Map(files.map(([path, file]) => [path, decoder.decode(file.contents())]));
}

Deno.test("a wheel has the client as a package, the command, and what is known of both", async () => {
  const { name, bytes } = await wheelOf(RELEASE, EXECUTABLE, OPTIONS);
  assert.equal(name, "pysandbox-1.2.3-py3-none-win_amd64.whl");
  const files = filesOf(bytes);
  const info = "pysandbox-1.2.3.dist-info";
  assert.deepEqual([...files.keys()], [
    "pysandbox/__init__.py",
    ...["__main__.py", "_cluster.py", "dask.py", "py.typed", "ray.py"].map((name) =>
      `pysandbox/${name}`
    ),
    "pysandbox-1.2.3.data/scripts/pysandbox.exe",
    ...["licenses/LICENSE", "licenses/NOTICES.txt", "sboms/pysandbox.cdx.json"].map((path) =>
      `${info}/${path}`
    ),
    ...["WHEEL", "METADATA", "RECORD"].map((path) => `${info}/${path}`),
  ]);
  const client = await Deno.readTextFile(new URL("clients/python/pysandbox.py", ROOT));
  assert.equal(files.get("pysandbox/__init__.py"), client);
  assert.equal(
    files.get("pysandbox-1.2.3.data/scripts/pysandbox.exe"),
    "not really an executable",
  );
  assert.equal(
    files.get(`${info}/WHEEL`),
    "Wheel-Version: 1.0\nGenerator: pysandbox (1.2.3)\nRoot-Is-Purelib: false\n" +
      "Tag: py3-none-win_amd64\n",
  );
  assert.equal(files.get(`${info}/licenses/NOTICES.txt`), "everybody's licences");
  const bill = JSON.parse(files.get(`${info}/sboms/pysandbox.cdx.json`)!);
  assert.equal(bill.metadata.component.components[0].name, "pysandbox-1.2.3-windows-x64.exe");
});

Deno.test("the record has the digest and the size of every file but itself", async () => {
  const { bytes } = await wheelOf(RELEASE, EXECUTABLE, OPTIONS);
  const files = readZip(new Uint8Array(bytes));
  const [path, record] = [...files].at(-1)!;
  const expected = [...files].map(([name, file]) => {
    const content = file.contents();
    const digest = createHash("sha256").update(content).digest("base64url");
    return name === path ? `${name},,` : `${name},sha256=${digest},${content.length}`;
  });
  assert.equal(new TextDecoder().decode(record.contents()), `${expected.join("\n")}\n`);
});

Deno.test("the same inputs give the same wheel, with times in UTC, and another time another", async () => {
  const made = async (epoch: number) =>
    (await wheelOf(RELEASE, EXECUTABLE, { ...OPTIONS, epoch })).bytes;
  const first = await made(1_700_000_000);
  assert.deepEqual(await made(1_700_000_000), first);
  assert.notDeepEqual(await made(1_700_000_002), first);
  // 2023-11-14 22:13:20 UTC, as archives have it.
  const view = new DataView(first.buffer, first.byteOffset);
  const [time, date] = [view.getUint16(10, true), view.getUint16(12, true)];
  assert.deepEqual([time >> 11, time >> 5 & 63, (time & 31) * 2], [22, 13, 20]);
  assert.deepEqual([(date >> 9) + 1980, date >> 5 & 15, date & 31], [2023, 11, 14]);
  // Before the first year of archives it is that year.
  assert.deepEqual(await made(0), await made(315_532_800));
});

Deno.test("the metadata names addresses where there is a repository, and extras where there are some", () => {
  const input = { version: "1.2.3", license: "MIT", description: "# Page\n", repository: null };
  const text = metadataText({ ...input, extras: { ray: ["ray>=2"], none: [] } });
  assert.ok(text.startsWith("Metadata-Version: 2.4\nName: pysandbox\nVersion: 1.2.3\n"), text);
  assert.doesNotMatch(text, /Project-URL/);
  assert.ok(text.includes("\nProvides-Extra: ray\nRequires-Dist: ray>=2; extra == 'ray'\n"), text);
  assert.ok(text.includes("\nProvides-Extra: none\nDescription-Content-Type: "), text);
  assert.ok(text.endsWith("\n\n# Page\n"), text);
  const own = metadataText(input);
  assert.deepEqual(own.match(/^(?:Provides-Extra|Requires-Dist): .*$/gm), [
    "Provides-Extra: dask",
    "Requires-Dist: distributed>=2025.1; extra == 'dask'",
    "Provides-Extra: ray",
    "Requires-Dist: ray[data]>=2.40; extra == 'ray'",
  ]);
  const known = metadataText({ ...input, repository: "https://example.org/o/p" });
  assert.deepEqual(known.match(/^Project-URL: .*$/gm), [
    "Project-URL: Source, https://example.org/o/p",
    "Project-URL: Documentation, https://example.org/o/p/blob/v1.2.3/README.md",
    "Project-URL: Changelog, https://example.org/o/p/blob/v1.2.3/CHANGELOG.md",
    "Project-URL: Security, https://example.org/o/p/blob/v1.2.3/SECURITY.md",
  ]);
});

Deno.test("links of a page lead to the files of the version, or nowhere", () => {
  const page =
    "![p](a.svg)[file](x.py), [`up`](../../README.md#top), [here](#a), [web](https://a.b/c)";
  const where = { repository: "https://example.org/o/p", version: "1.2.3" };
  const blob = "https://example.org/o/p/blob/v1.2.3";
  assert.equal(
    descriptionOf(page, "clients/python/README.md", where),
    `[file](${blob}/clients/python/x.py), [\`up\`](${blob}/README.md#top), [here](#a), ` +
      "[web](https://a.b/c)",
  );
  assert.equal(
    descriptionOf(page, "clients/python/README.md", { ...where, repository: null }),
    "file, `up`, [here](#a), [web](https://a.b/c)",
  );
});

Deno.test("licences are joined into one expression that needs all of them", () => {
  assert.equal(
    allOf(["MIT", "PSF-2.0", "Apache-2.0 OR MIT", "MIT", "BSD-2-Clause"]),
    "MIT AND (Apache-2.0 OR MIT) AND BSD-2-Clause AND PSF-2.0",
  );
});
