/** The licences of an environment that the real command has made, and what comes of environments that somebody has made to harm. */
import assert from "node:assert/strict";
import { type Contents, encodePack } from "../../src/pack/encode_pack.ts";
import { decodeIndex } from "../../src/pack/pack.ts";
import { PAGE_BYTES } from "../../src/pack/pages.ts";
import { readLicenses } from "../../src/packages/licenses.ts";
import { pysandbox } from "../e2e/command.ts";
import { wheel, type WheelFiles } from "./make_wheel.ts";

const folder = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

async function put(project: string, files: WheelFiles, headers: readonly string[] = []) {
  const bytes = wheel(project, "1", { [`${project}/__init__.py`]: "", ...files }, headers);
  await Deno.writeFile(`${folder}/${project}-1-py3-none-any.whl`, bytes);
}

await put("new_style", {
  "new_style-1.dist-info/licenses/LICENSE": "new\n",
  "new_style-1.dist-info/licenses/lib/third.txt": "third\n",
  "new_style/_vendor/COPYING.LIB": "vendored\n",
  "new_style/license.py": "print()\n",
  "new_style/licenses/__init__.py": "",
  "new_style/licensed.txt": "no licence\n",
}, ["License-Expression: MIT AND BSD-3-Clause", "License-File: LICENSE"]);
await put("old_style", {
  "old_style-1.dist-info/LICENSE.txt": new Uint8Array([0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72]),
  "old_style-1.dist-info/AUTHORS": "me\n",
  "old_style-1.dist-info/LEGAL": "legal\n",
  "old_style-1.dist-info/NOTICE.huge": "x".repeat(1024 * 1024 + 1),
}, [
  "License-File: LEGAL",
  "License-File: ../old_style/__init__.py",
  "License: The text",
  "        of it",
]);
await put("says_nothing", {});

const path = `${folder}/all.env`;
const built = await pysandbox(["packages", "build", "--wheels", folder, "-o", path]);
assert.equal(built.code, 0, built.stderr);
const made = await Deno.readFile(path);

Deno.test("what wheels have of licences is in the environment and is found, however they have it", async () => {
  const { digest, packages, others } = await readLicenses(path, "--packages");
  assert.match(digest, /^sha256:[0-9a-f]{64}$/);
  assert.deepEqual(packages, [
    {
      ...{ name: "new-style", version: "1", license: "MIT AND BSD-3-Clause" },
      notices: [
        { path: "new_style-1.dist-info/licenses/LICENSE", text: "new\n" },
        { path: "new_style-1.dist-info/licenses/lib/third.txt", text: "third\n" },
      ],
    },
    {
      ...{ name: "old-style", version: "1", license: null },
      notices: [
        { path: "old_style-1.dist-info/AUTHORS", text: "me\n" },
        { path: "old_style-1.dist-info/LEGAL", text: "legal\n" },
        { path: "old_style-1.dist-info/LICENSE.txt", text: "M\u{fc}ller" },
        { path: "old_style-1.dist-info/NOTICE.huge", text: null },
        { path: "old_style-1.dist-info/METADATA", text: "The text\nof it" },
      ],
    },
    { name: "says-nothing", version: "1", license: null, notices: [] },
  ]);
  assert.deepEqual(others, [{ path: "new_style/_vendor/COPYING.LIB", text: "vendored\n" }]);
});

Deno.test("texts are read up to a bound of all of them, and named beyond it", async () => {
  const wheels = `${folder}/many`;
  await Deno.mkdir(wheels);
  const names = Array.from({ length: 40 }, (_, at) => `many-1.dist-info/licenses/${10 + at}`);
  const files = Object.fromEntries(names.map((name) => [name, "x".repeat(1024 * 1024)]));
  await Deno.writeFile(`${wheels}/many-1-py3-none-any.whl`, wheel("many", "1", files));
  const env = `${folder}/many.env`;
  const { code, stderr } = await pysandbox(["packages", "build", "--wheels", wheels, "-o", env]);
  assert.equal(code, 0, stderr);
  const { packages: [many] } = await readLicenses(env, "--packages");
  assert.deepEqual(many!.notices.map(({ path }) => path), names);
  assert.deepEqual(
    many!.notices.map(({ text }) => text?.length ?? null),
    [...Array(32).fill(1024 * 1024), ...Array(8).fill(null)],
  );
});

/** Writes an environment in whose list of files something else stands. @returns its path. */
async function withSite(site: unknown): Promise<string> {
  const { members, memoryMaximumOffset, base } = decodeIndex(made);
  const parts = Object.fromEntries(
    Object.entries(members).map(([name, { offset, length }]) =>
      [name, made.subarray(offset, offset + length)] as const
    ),
  ) as Contents;
  const json = typeof site === "string" ? site : JSON.stringify(site);
  const index = new TextEncoder().encode(json);
  const hostile = `${folder}/hostile.env`;
  await Deno.writeFile(
    hostile,
    encodePack(memoryMaximumOffset, { ...parts, "site.json": index }, base),
  );
  return hostile;
}

Deno.test("a list of files that leads out of the packages, or is none, is refused", async () => {
  const size = decodeIndex(made).members["site.bin"]!.length;
  const deep = (depth: number) => `${'{"a":'.repeat(depth)}[0,0,0]${"}".repeat(depth)}`;
  for (
    const site of [
      ...["", "null", "7", "[", deep(513), deep(100_000)],
      ...[[0, size + 1, 0], [size, 8, 0], [-8, 8, 0], [0, -1, 0], [0.5, 1, 0], ["0", 1, 0]],
      ...[[0, 1], [0, 1, 2, 3], [0, null, 0], [Number.MAX_SAFE_INTEGER, 8, 0], 7, "x", null],
    ].map((one) => typeof one === "string" ? one : { LICENSE: one })
  ) {
    const hostile = await withSite(site);
    await assert.rejects(
      readLicenses(hostile, "-p"),
      {
        name: "InternalError",
        message: `-p ${hostile}: its part site.json cannot be read; make it again`,
      },
      JSON.stringify(site).slice(0, 100),
    );
  }
});

Deno.test("names of an object's own are files like others", async () => {
  const hostile = await withSite('{"__proto__":{"LICENSE":[0,0,1431655765]},"constructor":{}}');
  // Its checksum is another one: the file was found.
  await assert.rejects(readLicenses(hostile, "-p"), {
    message: `-p ${hostile}: its part site.bin has changed; make it again`,
  });
});

Deno.test("an environment of which a part has changed is refused by name", async () => {
  const { members } = decodeIndex(made);
  for (const name of ["contents.json", "site.json", "site.bin"] as const) {
    const changed = made.slice();
    const { offset, length } = members[name]!;
    const end = offset + length;
    if (name === "site.bin") changed.subarray(offset, end).forEach((_, at, part) => part[at]! ^= 1);
    else changed[end - 1]! ^= 1;
    const file = `${folder}/changed.env`;
    await Deno.writeFile(file, changed);
    await assert.rejects(readLicenses(file, "-p"), {
      name: "InternalError",
      message: `-p ${file}: its part ${name} has changed; make it again`,
    });
  }
  const cut = `${folder}/cut.env`;
  await Deno.writeFile(cut, made.subarray(0, 2 * PAGE_BYTES));
  await assert.rejects(readLicenses(cut, "-p"), {
    name: "InternalError",
    message: `-p ${cut}: ends too early; make it again`,
  });
});
