/** `--out`: what of a program's files is written, when, and what is said where it is not, by the real command. */
import { deepEqual, equal, match } from "node:assert/strict";
import { createHash } from "node:crypto";
import { pysandbox, start, untilHeeded } from "./command.ts";
import { testWith } from "../needs.ts";
import { inBash } from "./in_bash.ts";

async function inFolder(body: (cwd: string) => Promise<void>): Promise<void> {
  const cwd = await Deno.makeTempDir();
  try {
    await body(cwd);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

/** What is below a folder: paths of files, and of folders with a slash; none where it is not there. */
function namesIn(folder: string, prefix = ""): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }): string[] =>
    isDirectory
      ? [`${prefix}${name}/`, ...namesIn(`${folder}/${name}`, `${prefix}${name}/`)]
      : [prefix + name]
  ).sort();
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

Deno.test("--out writes what the program made or changed, and the report names it", async () => {
  await inFolder(async (cwd) => {
    await Deno.mkdir(`${cwd}/d`);
    for (const name of ["same", "changed", "renamed", "rewritten", "d/kept"]) {
      await Deno.writeTextFile(`${cwd}/${name}`, "old");
    }
    const code = `
import os
open("new", "w").write("new")
os.makedirs("made/deep"); os.mkdir("empty")
open("made/deep/x", "w").write("x")
open("changed", "a").write("!")
os.rename("renamed", "moved")
open("rewritten", "w").write("old")
open("same").read()
open("d/beside", "w").write("b")
os.symlink("/etc/passwd", "link")
os.symlink("new", "alias")
open("/tmp/elsewhere", "w").write("e")
open("gone", "w").write("g"); os.remove("gone")`;
    const given = ["same", "changed", "renamed", "rewritten", "d"].flatMap((name) => ["-f", name]);
    const { code: status, stdout, stderr } = await pysandbox([
      "run",
      "--json",
      "-o",
      "out",
      ...given,
      "-c",
      code,
    ], { cwd });
    deepEqual([status, stderr], [0, ""]);
    const files = {
      "changed": "old!",
      "d/beside": "b",
      "made/deep/x": "x",
      "moved": "old",
      "new": "new",
      "rewritten": "old",
    };
    deepEqual(
      JSON.parse(stdout).files,
      Object.entries(files).map(([path, text]) => ({
        path,
        bytes: text.length,
        sha256: sha256(text),
      })),
    );
    deepEqual(
      namesIn(`${cwd}/out`),
      [...Object.keys(files), "d/", "empty/", "made/", "made/deep/"].sort(),
    );
    for (const [path, text] of Object.entries(files)) {
      equal(await Deno.readTextFile(`${cwd}/out/${path}`), text);
    }
    for (const name of ["same", "changed", "renamed", "rewritten"]) {
      equal(await Deno.readTextFile(`${cwd}/${name}`), "old");
    }
  });
});

Deno.test("the script itself, its folder, and what Python keeps of modules stay away", async () => {
  await inFolder(async (cwd) => {
    await Deno.mkdir(`${cwd}/sub`);
    await Deno.writeTextFile(`${cwd}/helper.py`, "X = 1");
    await Deno.writeTextFile(
      `${cwd}/sub/main.py`,
      "import helper; open('a', 'w').write(open(__file__).read())",
    );
    const { stderr } = await pysandbox(["run", "-o", "out", "-f", "helper.py", "sub/main.py"], {
      cwd,
    });
    deepEqual([stderr, namesIn(`${cwd}/out`)], ["", ["a"]]);
    // One that changes itself gives that.
    await Deno.writeTextFile(`${cwd}/sub/self.py`, "open(__file__, 'a').write('#')");
    await pysandbox(["run", "-o", "self", "sub/self.py"], { cwd });
    deepEqual(namesIn(`${cwd}/self`), ["sub/", "sub/self.py"]);
  });
});

Deno.test("without --out nothing is written, and the report has no files", async () => {
  await inFolder(async (cwd) => {
    const { stdout } = await pysandbox(["run", "--json", "-c", "open('a', 'w').write('x')"], {
      cwd,
    });
    equal("files" in JSON.parse(stdout), false);
    deepEqual(namesIn(cwd), []);
  });
});

Deno.test("a program that failed, left by os._exit or was interrupted has files", async () => {
  await inFolder(async (cwd) => {
    const make = "open('a', 'w').write('x')\n";
    const failed = await pysandbox(["run", "-o", "1", "-c", `${make}1 / 0`], { cwd });
    const left = await pysandbox(["run", "-o", "2", "-c", `${make}import os; os._exit(7)`], {
      cwd,
    });
    const memory = await pysandbox([
      "run",
      "-o",
      "3",
      "-H",
      "64",
      "-c",
      `${make}bytearray(1 << 30)`,
    ], { cwd });
    deepEqual([failed.code, left.code, memory.code], [1, 7, 137]);
    for (const folder of ["1", "2", "3"]) deepEqual(namesIn(`${cwd}/${folder}`), ["a"]);
    let tries = 0;
    const late = await untilHeeded(
      () =>
        pysandbox(["run", "-o", `late${tries++}`, "-t", "250ms", "-c", `${make}while True: pass`], {
          cwd,
        }),
      ({ stderr }) => stderr.includes("KeyboardInterrupt"),
    );
    deepEqual([late.code, namesIn(`${cwd}/late${tries - 1}`)], [124, ["a"]]);
  });
});

Deno.test("a program that was killed has none, and stderr says so", async () => {
  await inFolder(async (cwd) => {
    const make = "open('a', 'w').write('x')\n";
    const none = "pysandbox: --out: the program was killed, and has no files to give\n";
    const flood = await pysandbox([
      "run",
      "-o",
      "1",
      "--max-output",
      "1k",
      "-c",
      `${make}while True: print('x' * 999)`,
    ], { cwd });
    deepEqual([flood.code, flood.stderr], [
      153,
      `pysandbox: wrote more than 1KiB (--max-output)\n${none}`,
    ]);
    const deaf =
      "import time\nwhile True:\n  try:\n    time.sleep(1000)\n  except BaseException: pass";
    const late = await pysandbox(["run", "-o", "2", "-t", "250ms", "-c", make + deaf], { cwd });
    deepEqual([late.code, late.stderr], [
      124,
      `pysandbox: timed out after 250ms (--timeout)\n${none}`,
    ]);
    for (const folder of ["1", "2"]) deepEqual(namesIn(`${cwd}/${folder}`), []);
    const quiet = await pysandbox(
      ["run", "--json", "-q", "-o", "3", "-t", "250ms", "-c", make + deaf],
      { cwd },
    );
    deepEqual([quiet.code, quiet.stderr, JSON.parse(quiet.stdout).files], [124, "", []]);
  });
});

Deno.test("what is beyond --max-files is left out, said, and the exit status tells", async () => {
  await inFolder(async (cwd) => {
    const code =
      "open('a', 'wb').write(bytes(1000))\nopen('b', 'wb').write(bytes(2000))\nopen('c', 'wb').write(bytes(48))";
    const run = (folder: string, size: string) =>
      pysandbox(["run", "-o", folder, "--max-files", size, "-c", code], { cwd });
    const cut = await run("1", "1048B");
    deepEqual([cut.code, cut.stderr], [
      153,
      "pysandbox: --out: left out 1 file beyond 1048B (--max-files)\n",
    ]);
    deepEqual(namesIn(`${cwd}/1`), ["a", "c"]);
    const whole = await run("2", "3048B");
    deepEqual([whole.code, whole.stderr, namesIn(`${cwd}/2`)], [0, "", ["a", "b", "c"]]);
  });
});

Deno.test("names that not every system can have are left out, and the rest is not", async () => {
  await inFolder(async (cwd) => {
    const code =
      "for name in ['CON', 'a:b', 'x', 'X', 'e\\u0301', '\\u00e9', 'end.']: open(name, 'w').write(name)";
    const { code: status, stderr } = await pysandbox(["run", "-o", "out", "-c", code], { cwd });
    equal(status, 125);
    equal(
      stderr,
      "pysandbox: --out: left out 'CON': it is the name of a device on Windows; " +
        "'a:b': Windows allows no ':' in a name; " +
        "'end.': Windows drops a dot or space at the end of a name; " +
        "'x': on some systems it is the same as 'X'; " +
        "'\u00e9': on some systems it is the same as 'e\u0301'\n",
    );
    deepEqual(namesIn(`${cwd}/out`), ["X", "e\u0301"]);
  });
});

Deno.test("a folder that has files is refused before the program runs, unless they may be replaced", async () => {
  await inFolder(async (cwd) => {
    await Deno.mkdir(`${cwd}/out`);
    for (const name of ["a", "other"]) await Deno.writeTextFile(`${cwd}/out/${name}`, "old");
    const words = ["-o", "out", "-c", "open('a', 'w').write('new'); print('ran')"];
    const refused = await pysandbox(["run", ...words], { cwd });
    match(
      refused.stderr,
      /^pysandbox: --out: expected a new or empty folder, or --overwrite; 'out' has '(a|other)' in it\n$/,
    );
    deepEqual([refused.code, refused.stdout], [2, ""]);
    const replaced = await pysandbox(["run", "--overwrite", ...words], { cwd });
    deepEqual([replaced.code, replaced.stdout, replaced.stderr], [0, "ran\n", ""]);
    equal(await Deno.readTextFile(`${cwd}/out/a`), "new");
    equal(await Deno.readTextFile(`${cwd}/out/other`), "old");
  });
});

testWith(
  ["bash"],
  "Ctrl-C while a program runs interrupts it, and its files are written",
  async () => {
    await inFolder(async (cwd) => {
      const code =
        "open('a', 'w').write('x'); print('ready', flush=True)\nimport time; time.sleep(60)";
      const child = start(["run", "-o", "out", "-c", code], { cwd });
      await child.stdin.close();
      const reader = child.stdout.getReader();
      await reader.read();
      child.kill("SIGINT");
      const { code: status } = await child.status;
      await reader.cancel();
      await child.stderr.cancel();
      deepEqual([status, namesIn(`${cwd}/out`)], [130, ["a"]]);
    });
  },
);

testWith(["unshare", "mount", "bash"], "a full disk leaves nothing, and is said", async () => {
  await inFolder(async (cwd) => {
    const code = "open('small', 'w').write('x')\nopen('large', 'wb').write(bytes(3_000_000))";
    await Deno.mkdir(`${cwd}/out`);
    const line = 'mount -t tmpfs -o size=1m none out && "$@"; status=$?; ls -A out; exit $status';
    const within = ["unshare", "--user", "--map-root-user", "--mount"];
    const { code: status, stdout, stderr } = await inBash(line, ["run", "-o", "out", "-c", code], {
      cwd,
      within,
    });
    if (/unshare failed|permission denied/i.test(stderr)) {
      throw new Error(`cannot mount here: ${stderr}`);
    }
    deepEqual([status, stdout, stderr], [
      125,
      "",
      "pysandbox: --out: cannot write 'large': no space left on device\n",
    ]);
  });
});
