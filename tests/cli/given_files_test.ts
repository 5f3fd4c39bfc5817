/** Which files `--file` gives, under which names, and which it refuses. */
import { deepEqual, equal, rejects } from "node:assert/strict";
import { planFiles } from "../../src/cli/given_files.ts";
import { CommandError } from "../../src/core/errors.ts";
import type { FilesIn } from "../../src/host/send_files.ts";
import { FrameType, HEADER_BYTES, payloadLength } from "../../src/wire/frame.ts";
import { inBash } from "../e2e/in_bash.ts";
import { testWith } from "../needs.ts";

const MOST_BYTES = 1 << 20;

/** A folder on this machine, and what `--file` makes of words in which `@` stands for it. */
interface Machine {
  readonly folder: string;
  /** The names that a program finds, each file with its contents and each folder with a slash. */
  readonly given: (...words: string[]) => Promise<string[]>;
  /** Expects an error with this exit status, and this message once the folder is `@` again. */
  readonly refused: (words: string[], exitCode: number, message: string) => Promise<void>;
}

async function withFiles(
  files: Readonly<Record<string, string>>,
  body: (machine: Machine) => Promise<void>,
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const plan = (words: readonly string[]) => {
    const values = words.map((word) => ({
      value: word.replaceAll("@", folder),
      source: "--file",
    }));
    return planFiles(values, null, MOST_BYTES);
  };
  try {
    for (const [path, text] of Object.entries(files)) {
      await Deno.mkdir(`${folder}/${path.slice(0, path.lastIndexOf("/") + 1)}`, {
        recursive: true,
      });
      if (!path.endsWith("/")) await Deno.writeTextFile(`${folder}/${path}`, text);
    }
    await body({
      folder,
      given: async (...words) => await namesOf(await plan(words)),
      refused: async (words, exitCode, message) => {
        await rejects(plan(words), (error) => {
          const { exitCode: code, message: text } = error as CommandError;
          const found = text.replaceAll(`${folder}/`, "@/");
          deepEqual([error instanceof CommandError, code, found], [true, exitCode, message]);
          return true;
        });
      },
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What is sent, read from its frames. */
async function namesOf(files: FilesIn): Promise<string[]> {
  const pieces: Uint8Array[] = [];
  await files.sendTo((bytes) => {
    pieces.push(bytes.slice());
    return Promise.resolve(true);
  });
  const sent = new Uint8Array(await new Blob(pieces as Uint8Array<ArrayBuffer>[]).arrayBuffer());
  const names: string[] = [];
  for (let at = 0; at < sent.length;) {
    const begin = at + HEADER_BYTES;
    const end = begin + payloadLength(sent.subarray(at, begin));
    const text = new TextDecoder().decode(sent.subarray(begin, end));
    if (sent[at] === FrameType.Folder) names.push(`${text}/`);
    else if (sent[at] === FrameType.File) names.push(text);
    else if (sent[at] === FrameType.FileBytes) names.push(`${names.pop()} '${text}'`);
    at = end;
  }
  return names;
}

Deno.test("files and folders are given under their names or under others", async () => {
  const files = { "a.txt": "A", "d/e/f.txt": "F", "d/empty/": "", "x=y": "odd" };
  await withFiles(files, async ({ folder, given }) => {
    deepEqual(await given("@/a.txt", "@/d"), [
      ...["a.txt 'A'", "d/", "d/e/", "d/e/f.txt 'F'", "d/empty/"],
    ]);
    deepEqual(await given("in/b.txt=@/a.txt", "g=@/d/e"), [
      ...["in/b.txt 'A'", "g/", "g/f.txt 'F'"],
    ]);
    // A word that is there is a path, whatever is in it.
    deepEqual(await given("@/x=y", "z=@/x=y"), ["x=y 'odd'", "z 'odd'"]);
    // As `cp -r .` does.
    deepEqual(await given("@/d/."), ["./", "e/", "e/f.txt 'F'", "empty/"]);
    deepEqual(await given("@/d/"), ["d/", "d/e/", "d/e/f.txt 'F'", "d/empty/"]);
    equal(await Deno.readTextFile(`${folder}/a.txt`), "A");
  });
});

Deno.test("what is not there, or has no name in the sandbox, is refused", async () => {
  const name = "expected PATH, or NAME=PATH with a NAME in the program's working directory";
  const absent = "--file: can't open '@/no': no such file or folder";
  await withFiles({ "a": "A", "d/a": "B" }, async ({ refused }) => {
    await refused(["@/no"], 127, absent);
    await refused(["x=@/no"], 127, absent);
    await refused(["../x=@/a"], 2, `--file: ${name}; got '../x=@/a': it leads out with '..'`);
    await refused(["/x=@/a"], 2, `--file: ${name}; got '/x=@/a': it is absolute`);
    await refused(["=@/a"], 2, `--file: ${name}; got '=@/a': it is empty`);
    await refused([".=@/a"], 2, "--file: '.' is no name for a file; got it for '@/a'");
    await refused(["@/a", "@/d/a"], 2, "--file: two are called 'a'; the second is '@/d/a'");
    await refused(["@/a", "a/b=@/d/a"], 2, "--file: 'a' is a file; '@/d/a' is to be in it");
    await refused(["a/b=@/d/a", "@/a"], 2, "--file: two are called 'a'; the second is '@/a'");
  });
});

Deno.test({
  name: "links within a folder are followed, and those that lead out refused by name",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const files = { "secret": "S", "d/real": "R", "d/sub/f": "F", "d2/": "" };
    await withFiles(files, async ({ folder, given, refused }) => {
      await Deno.symlink("real", `${folder}/d/alias`);
      await Deno.symlink("../real", `${folder}/d/sub/up`);
      await Deno.symlink("sub", `${folder}/d/other`);
      await Deno.symlink("d", `${folder}/link`);
      const inside = [
        ...["/", "/alias 'R'", "/other/", "/other/f 'F'", "/other/up 'R'"],
        ...["/real 'R'", "/sub/", "/sub/f 'F'", "/sub/up 'R'"],
      ];
      // What is named itself may be a link: whoever named it knows.
      deepEqual(await given("@/d"), inside.map((line) => `d${line}`));
      deepEqual(await given("e=@/link"), inside.map((line) => `e${line}`));
      const linked = async (link: string, target: string, why: string) => {
        await Deno.symlink(target, `${folder}/d/${link}`);
        await refused(["@/d"], 126, `--file: can't read '@/d/${link}': ${why}`);
        await Deno.remove(`${folder}/d/${link}`);
      };
      const out = "it is a link that leads out of the folder that was given";
      for (const target of ["../secret", `${folder}/secret`, "/etc/passwd", "..", "../d2"]) {
        await linked("out", target, out);
      }
      await linked("loop", ".", "it is a link to a folder that it is in");
      await Deno.remove(`${folder}/d/other`);
      await linked("sub/loop", "..", "it is a link to a folder that it is in");
      await linked("dead", "nowhere", "it is a link to nothing");
    });
  },
});

testWith(
  ["mkfifo", "bash", "python3"],
  "FIFOs, sockets and devices are refused by name",
  async () => {
    await withFiles({ "d/a": "A" }, async ({ folder, refused }) => {
      await inBash("mkfifo fifo d/inner", [], { cwd: folder });
      const bind = "import socket; socket.socket(socket.AF_UNIX).bind('socket')";
      await inBash(`python3 -c "${bind}"`, [], { cwd: folder });
      const not = (path: string, what: string) =>
        `--file: can't read '${path}': it is ${what}, expected a file or a folder`;
      await refused(["@/fifo"], 126, not("@/fifo", "a FIFO"));
      await refused(["@/d"], 126, not("@/d/inner", "a FIFO"));
      await refused(["@/socket"], 126, not("@/socket", "a socket"));
      await refused(["/dev/null"], 126, not("/dev/null", "a device"));
    });
  },
);
