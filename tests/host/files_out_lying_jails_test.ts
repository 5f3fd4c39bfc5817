/** Fake jails that lie about their files, or would have them written elsewhere: nothing is written but below the folder, and never half a file. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { OutFolder } from "../../src/cli/out_folder.ts";
import { FrameType } from "../../src/wire/frame.ts";
import { fakeJail, runHonestly, runJail, type Supervised } from "../fixtures/supervised.ts";

const KIB = 1024;
const MOST_BYTES = 64 * KIB;
const { FileEntry, FilesListed, TakenBytes, Stdout, End } = FrameType;

type Sent =
  | [type: number, payload: string | number[]]
  | number
  | "exit"
  | "flood of bytes"
  | "flood of entries";

/** The entry of a file of so many bytes. */
const file = (name: string, bytes = 1): Sent => [FileEntry, [1, ...uint32(bytes), ...utf8(name)]];
const folder = (name: string): Sent => [FileEntry, [0, ...uint32(0), ...utf8(name)]];
const listed = (leftOut = 0): Sent => [FilesListed, uint32(leftOut)];
const uint32 = (value: number) => [...new Uint8Array(Uint32Array.of(value).buffer)];
const utf8 = (text: string) => [...new TextEncoder().encode(text)];

interface Case {
  readonly name: string;
  readonly atEnd?: Sent[];
  readonly atList: Sent[];
  readonly atTake?: Sent[];
  readonly status?: string;
  readonly reason: string | null;
  /** What is in the folder afterwards. */
  readonly written?: string[];
}

const BROKE = "the sandbox broke its protocol and was killed:";
const crashed = (what: string) => ({ status: "crashed", reason: `${BROKE} ${what}` });
const leftOut = (what: string, status = "internal") => ({
  status,
  reason: `--out: left out ${what}`,
});
/** A path that an honest jail's file system cannot have. */
const lie = (path: string, problem: string): Case => ({
  name: `a file called ${JSON.stringify(path)}`,
  atList: [file(path), listed()],
  atTake: [1],
  ...crashed(`It listed the file '${path.replaceAll(/\p{Cc}/gu, " ")}': ${problem}`),
});
/** A path that not every system can have. */
const refused = (path: string, problem: string): Case => ({
  name: `a file called ${JSON.stringify(path)}`,
  atList: [file(path), file("good"), listed()],
  atTake: [1],
  ...leftOut(`'${path}': ${problem}`),
  written: ["good"],
});

const OUT = "it leads out with '..'";
const WRITTEN = "it has '.', '//' or an ending '/' in it";
const DEVICE = "it is the name of a device on Windows";

const CASES: readonly Case[] = [
  lie("../outside", OUT),
  lie("..", OUT),
  lie("a/../../outside", OUT),
  lie("a/..", OUT),
  lie("/tmp/outside", "it is absolute"),
  lie("//host/share", "it is absolute"),
  lie("a\0b", "it has a NUL in it"),
  lie("./a", WRITTEN),
  lie("a//b", WRITTEN),
  lie("a/", WRITTEN),
  lie("link/../../outside", OUT),
  refused("..\\outside", "Windows allows no '\\' in a name"),
  refused("C:\\outside", "Windows allows no ':' in a name"),
  refused("C:outside", "Windows allows no ':' in a name"),
  refused("a:stream", "Windows allows no ':' in a name"),
  refused("CON", DEVICE),
  refused("nul.txt", DEVICE),
  refused("COM1", DEVICE),
  refused("a.", "Windows drops a dot or space at the end of a name"),
  refused("a ", "Windows drops a dot or space at the end of a name"),
  {
    name: "a name that a terminal would obey",
    atList: [file("a\u001b]0;x\u0007"), file("good"), listed()],
    atTake: [1],
    ...leftOut("'a ]0;x ': it has a character that is not seen"),
    written: ["good"],
  },
  {
    name: "names that differ in case only",
    atList: [file("Good"), file("good"), listed()],
    atTake: [1],
    ...leftOut("'good': on some systems it is the same as 'Good'"),
    written: ["Good"],
  },
  {
    name: "names that differ in how an accent is written only",
    atList: [file("a\u0308"), file("\u00e4"), listed()],
    atTake: [1],
    ...leftOut("'\u00e4': on some systems it is the same as 'a\u0308'"),
    written: ["a\u0308"],
  },
  {
    name: "one name twice",
    atList: [file("a"), file("a"), listed()],
    ...crashed("It listed 'a' twice"),
  },
  {
    name: "a file that is a folder as well",
    atList: [file("a"), folder("a"), listed()],
    ...crashed("It listed 'a' twice"),
  },
  {
    name: "a file with files in it",
    atList: [file("a"), file("a/b"), listed()],
    ...crashed("It listed 'a' as a file, and files in it"),
  },
  {
    name: "a name that is no UTF-8",
    atList: [[FileEntry, [1, 1, 0, 0, 0, 0xff, 0xfe]], listed()],
    ...crashed("The name of a listed file is no UTF-8"),
  },
  {
    name: "an entry without a name",
    atList: [[FileEntry, [1, 1, 0, 0, 0]], listed()],
    ...crashed("An entry in the list of files is none"),
  },
  {
    name: "an entry of a link",
    atList: [[FileEntry, [2, 1, 0, 0, 0, 97]], listed()],
    ...crashed("An entry in the list of files is none"),
  },
  {
    name: "a folder with bytes",
    atList: [[FileEntry, [0, 1, 0, 0, 0, 97]], listed()],
    ...crashed("A listed folder has bytes"),
  },
  {
    name: "a name longer than any",
    atList: [file("x".repeat(1025)), listed()],
    ...crashed("A frame of type 9 announced 1030 bytes, more than 1029"),
  },
  {
    name: "a file of four gigabytes",
    atList: [file("huge", 2 ** 32 - 1), file("good"), listed()],
    atTake: [1],
    ...leftOut("1 file beyond 64KiB (--max-files)", "output"),
    written: ["good"],
  },
  {
    name: "files that fit one by one, and not together",
    atList: [file("a", 60 * KIB), file("b", 60 * KIB), listed()],
    atTake: [60 * KIB],
    ...leftOut("1 file beyond 64KiB (--max-files)", "output"),
    written: ["a"],
  },
  {
    name: "more files than it lists",
    atList: [file("good"), listed(4_000_000_000)],
    atTake: [1],
    ...leftOut(
      "4000000000 files beyond 10000, or with names that are longer than 1,024 bytes or not UTF-8",
      "output",
    ),
    written: ["good"],
  },
  {
    name: "a list that never ends",
    atList: ["flood of entries"],
    ...crashed("It listed more than 10000 files"),
  },
  {
    name: "files that it gives before they are asked for",
    atEnd: [file("a"), listed(), 1],
    atList: [],
    ...crashed("A frame came after the end"),
  },
  {
    name: "bytes in the place of the list",
    atList: [1],
    ...crashed("A frame of type 11 came in the list of files"),
  },
  {
    name: "output in the place of the list",
    atList: [[Stdout, "late"]],
    ...crashed("A frame of type 2 came in the list of files"),
  },
  {
    name: "a second end",
    atList: [[End, "{}"]],
    ...crashed("A frame of type 5 came in the list of files"),
  },
  {
    name: "a frame behind the list",
    atList: [file("a"), listed(), file("b")],
    ...crashed("A frame came after the list of files"),
  },
  {
    name: "an entry among the contents",
    atList: [file("a", 2), listed()],
    atTake: [1, file("b")],
    ...crashed("A frame of type 9 came among the files"),
  },
  {
    name: "fewer bytes than it listed, and an end",
    atList: [file("a", 2), listed()],
    atTake: [1, "exit"],
    status: "internal",
    reason: "the sandbox ended before it had given its files",
  },
  {
    name: "an end in the middle of the second file",
    atList: [file("a", 2), file("b", 2), listed()],
    atTake: [3, "exit"],
    status: "internal",
    reason: "the sandbox ended before it had given its files",
  },
  {
    name: "no list, and an end",
    atList: ["exit"],
    status: "internal",
    reason: "the sandbox ended before it had given its files",
  },
  {
    name: "more bytes than it listed",
    atList: [file("a", 2), listed()],
    atTake: [3],
    ...crashed("It gave more bytes of files than it had listed"),
  },
  {
    name: "bytes without end",
    atList: [file("a", KIB), listed()],
    atTake: ["flood of bytes"],
    ...crashed("It gave more bytes of files than it had listed"),
  },
  {
    name: "an empty piece of a file",
    atList: [file("a", 2), listed()],
    atTake: [[TakenBytes, ""]],
    ...crashed("A piece of a file is empty"),
  },
];

/** A folder to write into, below one with files that are nobody's to touch. */
async function inScene(
  body: (out: string, untouched: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const scene = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${scene}/outside`, "as it was");
    const untouched = async () => {
      const names = [...Deno.readDirSync(scene)].map(({ name }) => name).sort();
      deepEqual(names, ["out", "outside"]);
      equal(await Deno.readTextFile(`${scene}/outside`), "as it was");
    };
    await body(`${scene}/out`, untouched);
  } finally {
    await Deno.remove(scene, { recursive: true });
  }
}

async function take(path: string, said: Record<string, Sent[]>): Promise<Supervised> {
  const out = await OutFolder.open({ path, overwrite: false, mostBytes: MOST_BYTES });
  return await runJail(fakeJail("gives_files", [JSON.stringify(said)]), {
    files: { out },
    limits: { timeoutMs: 20_000 },
  });
}

for (const { name, atEnd = [], atList, atTake = [], status, reason, written = [] } of CASES) {
  Deno.test(`lying jail's files: ${name}`, async () => {
    await inScene(async (path, untouched) => {
      const run = await take(path, { atEnd, atList, atTake });
      deepEqual([run.outcome.status, run.outcome.reason], [status, reason]);
      const found = [...Deno.readDirSync(path)].map(({ name }) => name).sort();
      deepEqual(found, written);
      deepEqual(run.files?.files.map(({ path }) => path), written);
      await untouched();
      deepEqual(run.survivors, []);
      ok(run.growthBytes < 100 * KIB * KIB, `the host grew by ${run.growthBytes} bytes`);
    });
  });
}

Deno.test("a jail that is silent about its files is stopped by a signal, and leaves nothing", async () => {
  await inScene(async (path, untouched) => {
    const out = await OutFolder.open({ path, overwrite: false, mostBytes: MOST_BYTES });
    const run = await runJail(
      fakeJail("gives_files", [JSON.stringify({ atList: [file("a", 9), listed()], atTake: [3] })]),
      { files: { out }, limits: { timeoutMs: 20_000 }, stopAfterMs: 1500 },
    );
    deepEqual([run.outcome.status, run.outcome.reason], ["cancelled", "stopped by SIGTERM"]);
    deepEqual([...Deno.readDirSync(path)], []);
    deepEqual(run.files, { files: [], problem: "no files were taken" });
    await untouched();
  });
});

Deno.test("a jail that sends what belongs to files while its program runs is killed", async () => {
  for (const [type, payload] of [[8, 1], [9, 6], [10, 4], [11, 1]] as const) {
    const run = await runJail(fakeJail("sends", [String(type), String(payload)]));
    deepEqual([run.outcome.status, run.outcome.reason], [
      "crashed",
      `${BROKE} A frame of type ${type} came that nobody asked for`,
    ]);
  }
});

Deno.test("after all of them, an honest run is what it always was", async () => {
  const { outcome, stdout } = await runHonestly();
  deepEqual([outcome.status, outcome.exitCode, stdout], ["ok", 0, "honest\n"]);
});
