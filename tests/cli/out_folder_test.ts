/** The folder of `--out`, with whatever may stand in it, and a fake jail that gives what a case wants to be written. */
import { deepEqual, equal, rejects } from "node:assert/strict";
import { InternalError, UsageError } from "../../src/core/errors.ts";
import { OutFolder } from "../../src/cli/out_folder.ts";
import { FrameType } from "../../src/wire/frame.ts";
import { encodeFileEntry, encodeListEnd } from "../../src/wire/file_messages.ts";
import { fakeJail, runJail, type Supervised } from "../fixtures/supervised.ts";

const isWindows = Deno.build.os === "windows";

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Takes files, each with one byte that is 0, into `path`. A name that ends in a slash is a folder. */
async function take(
  path: string,
  names: readonly string[],
  overwrite = false,
): Promise<Supervised> {
  const out = await OutFolder.open({ path, overwrite, mostBytes: 1000 });
  const entries = names.map((name) => {
    const isFolder = name.endsWith("/");
    const bytes = new TextEncoder().encode(isFolder ? name.slice(0, -1) : name);
    return [FrameType.FileEntry, [...encodeFileEntry(isFolder, isFolder ? 0 : 1, bytes)]];
  });
  const atList = [...entries, [FrameType.FilesListed, [...encodeListEnd({ leftOut: 0 })]]];
  const files = names.filter((name) => !name.endsWith("/")).length;
  const said = JSON.stringify({ atList, atTake: files === 0 ? [] : [files] });
  const limits = { timeoutMs: 20_000 };
  return await runJail(fakeJail("gives_files", [said]), { files: { out }, limits });
}

/** What is below a folder: each file with its bytes, each link as one. */
function treeOf(folder: string, prefix = ""): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory, isSymlink }): string[] => {
    const path = `${folder}/${name}`;
    if (isSymlink) return [`${prefix}${name} -> ${Deno.readLinkSync(path)}`];
    if (isDirectory) return [`${prefix}${name}/`, ...treeOf(path, `${prefix}${name}/`)];
    return [`${prefix}${name}: ${JSON.stringify(Deno.readTextFileSync(path))}`];
  }).sort();
}

const ZERO = '"\\u0000"';
const SHA256_OF_ZERO = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";

Deno.test("files are written where they are called, with the folders that they are in", async () => {
  await inFolder(async (folder) => {
    const run = await take(`${folder}/new/out`, ["b/c/d", "a", "empty/"]);
    equal(run.outcome.status, "ok");
    deepEqual(treeOf(folder), [
      ...["new/", "new/out/", `new/out/a: ${ZERO}`, "new/out/b/", "new/out/b/c/"],
      ...[`new/out/b/c/d: ${ZERO}`, "new/out/empty/"],
    ]);
    deepEqual(run.files, {
      files: [
        { path: "a", bytes: 1, sha256: SHA256_OF_ZERO },
        { path: "b/c/d", bytes: 1, sha256: SHA256_OF_ZERO },
      ],
      problem: null,
    });
    if (isWindows) return;
    const modes = ["new/out/a", "new/out/b"].map((name) =>
      Deno.statSync(`${folder}/${name}`).mode!
    );
    // The umask takes more away, as for everything that a user makes.
    deepEqual([modes[0]! & 0o777 & ~0o644, modes[1]! & 0o777 & ~0o755], [0, 0]);
  });
});

Deno.test("a folder with files in it is refused, and one that is a file, before anything runs", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/old`, "old");
    const open = (path: string) => OutFolder.open({ path, overwrite: false, mostBytes: 1 });
    await rejects(
      open(folder),
      new UsageError(
        `--out: expected a new or empty folder, or --overwrite; '${folder}' has 'old' in it`,
      ),
    );
    await rejects(
      open(`${folder}/old`),
      new UsageError(`--out: expected a folder; '${folder}/old' is something else`),
    );
    if (isWindows) return;
    await rejects(
      open(`${folder}/old/in`),
      new InternalError(`--out: cannot write to '${folder}/old/in': not a directory`),
    );
  });
});

Deno.test("with --overwrite, files are replaced, and others stay", async () => {
  await inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/sub`);
    for (const name of ["a", "b", "sub/c"]) await Deno.writeTextFile(`${folder}/${name}`, "old");
    const run = await take(folder, ["a", "sub/c", "sub/d"], true);
    equal(run.outcome.status, "ok");
    deepEqual(treeOf(folder), [
      `a: ${ZERO}`,
      'b: "old"',
      "sub/",
      `sub/c: ${ZERO}`,
      `sub/d: ${ZERO}`,
    ]);
  });
});

/** What stands in the way, and what is said of it. */
const IN_THE_WAY: readonly {
  readonly name: string;
  readonly make: (out: string) => void;
  readonly names: readonly string[];
  readonly problem: string;
  readonly left: readonly string[];
}[] = [
  {
    name: "a link in the place of a folder",
    make: (out) => Deno.symlinkSync("../elsewhere", `${out}/sub`),
    names: ["sub/a"],
    problem: "cannot write 'sub': there is a link of that name",
    left: ["sub -> ../elsewhere"],
  },
  {
    name: "a link in the place of a folder that is empty",
    make: (out) => Deno.symlinkSync("../elsewhere", `${out}/sub`),
    names: ["sub/"],
    problem: "cannot write 'sub': there is a link of that name",
    left: ["sub -> ../elsewhere"],
  },
  {
    name: "a file in the place of a folder",
    make: (out) => Deno.writeTextFileSync(`${out}/sub`, "old"),
    names: ["sub/a"],
    problem: "cannot write 'sub': there is a file of that name",
    left: ['sub: "old"'],
  },
  {
    name: "a folder in the place of a file",
    make: (out) => Deno.mkdirSync(`${out}/a`),
    names: ["a"],
    problem: "cannot write 'a': there is a folder of that name",
    left: ["a/"],
  },
];

for (const { name, make, names, problem, left } of IN_THE_WAY) {
  Deno.test({
    name: `${name} is not followed nor replaced, and said`,
    ignore: isWindows,
    fn: async () => {
      await inFolder(async (folder) => {
        await Deno.mkdir(`${folder}/out`);
        await Deno.mkdir(`${folder}/elsewhere`);
        make(`${folder}/out`);
        const run = await take(`${folder}/out`, names, true);
        const { status, exitCode, reason } = run.outcome;
        deepEqual([status, exitCode, reason], ["internal", 125, `--out: ${problem}`]);
        deepEqual(run.files, { files: [], problem });
        deepEqual(treeOf(`${folder}/out`), left);
        deepEqual(treeOf(`${folder}/elsewhere`), []);
      });
    },
  });
}

Deno.test({
  name: "a link in the place of a file is replaced, and what it leads to stays",
  ignore: isWindows,
  fn: async () => {
    await inFolder(async (folder) => {
      await Deno.mkdir(`${folder}/out`);
      await Deno.writeTextFile(`${folder}/secret`, "secret");
      await Deno.symlink("../secret", `${folder}/out/a`);
      const run = await take(`${folder}/out`, ["a"], true);
      equal(run.outcome.status, "ok");
      deepEqual(treeOf(folder), ["out/", `out/a: ${ZERO}`, 'secret: "secret"']);
    });
  },
});

Deno.test("a file that came meanwhile is not replaced", async () => {
  await inFolder(async (folder) => {
    const out = await OutFolder.open({ path: folder, overwrite: false, mostBytes: 1000 });
    await Deno.writeTextFile(`${folder}/b`, "theirs");
    const entry = (name: number) => [FrameType.FileEntry, [1, 1, 0, 0, 0, name]];
    const atList = [entry(97), entry(98), [FrameType.FilesListed, [0, 0, 0, 0]]];
    const run = await runJail(
      fakeJail("gives_files", [JSON.stringify({ atList, atTake: [2] })]),
      { files: { out }, limits: { timeoutMs: 20_000 } },
    );
    equal(run.outcome.reason, "--out: cannot write 'b': it is there already");
    deepEqual(run.files?.files.map(({ path }) => path), ["a"]);
    deepEqual(treeOf(folder), [`a: ${ZERO}`, 'b: "theirs"']);
  });
});
