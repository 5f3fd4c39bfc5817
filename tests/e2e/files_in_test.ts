/** `--file`: what a program finds of the files that it is given, and what is refused, by the real command. */
import { deepEqual, equal, match } from "node:assert/strict";
import { testWith } from "../needs.ts";
import { type Finished, pysandbox } from "./command.ts";
import { inBash } from "./in_bash.ts";

/** Runs `body` in a folder with these files; a name that ends in a slash is a folder. */
async function inFolder(
  files: Readonly<Record<string, string>>,
  body: (cwd: string) => Promise<void>,
): Promise<void> {
  const cwd = await Deno.makeTempDir();
  try {
    for (const [path, text] of Object.entries(files)) {
      await Deno.mkdir(`${cwd}/${path.slice(0, path.lastIndexOf("/") + 1)}`, { recursive: true });
      if (!path.endsWith("/")) await Deno.writeTextFile(`${cwd}/${path}`, text);
    }
    await body(cwd);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

/** Prints each file below the working directory with its contents, and each folder. */
const SHOW = `
import os
for folder, folders, files in os.walk("."):
    folders.sort()
    for name in sorted(folders): print(os.path.join(folder, name)[2:] + "/")
    for name in sorted(files): print(os.path.join(folder, name)[2:], repr(open(os.path.join(folder, name)).read()))
`;

async function expectShown(words: readonly string[], cwd: string, lines: string[]): Promise<void> {
  const { code, stdout, stderr } = await pysandbox(["run", ...words, "-c", SHOW], { cwd });
  deepEqual([code, stderr, stdout], [0, "", lines.map((line) => `${line}\n`).join("")]);
}

async function expectRefused(
  words: readonly string[],
  cwd: string,
  code: number,
  message: string,
): Promise<void> {
  const finished = await pysandbox(["run", ...words, "-c", "print('ran')"], { cwd });
  deepEqual([finished.code, finished.stdout, finished.stderr], [
    code,
    "",
    `pysandbox: ${message}\n`,
  ]);
}

Deno.test("--file copies files and folders, under their names or under others", async () => {
  const files = { "a.txt": "A", "d/e/f.txt": "F", "d/empty/": "", "x=y": "odd" };
  await inFolder(files, async (cwd) => {
    await expectShown(["-f", "a.txt", "-f", "d"], cwd, [
      ...["d/", "a.txt 'A'", "d/e/", "d/empty/", "d/e/f.txt 'F'"],
    ]);
    await expectShown(["--file", "in/b.txt=a.txt", "--file", "g=d/e"], cwd, [
      ...["g/", "in/", "g/f.txt 'F'", "in/b.txt 'A'"],
    ]);
    // A word that is there is a path, whatever is in it.
    await expectShown(["-f", "x=y", "-f", "z=x=y"], cwd, ["x=y 'odd'", "z 'odd'"]);
    await expectShown(["-f", `${cwd}/d/e/f.txt`], cwd, ["f.txt 'F'"]);
    // As `cp -r .` does.
    await expectShown(["-f", "."], `${cwd}/d`, ["e/", "empty/", "e/f.txt 'F'"]);
    await expectShown(["-f", "d/"], cwd, ["d/", "d/e/", "d/empty/", "d/e/f.txt 'F'"]);
    equal(await Deno.readTextFile(`${cwd}/a.txt`), "A");
  });
});

Deno.test("PYSANDBOX_FILE gives files as well, one a line", async () => {
  await inFolder({ "a": "A", "b": "B" }, async (cwd) => {
    const env = { PYSANDBOX_FILE: "a\nc=b" };
    const { stdout } = await pysandbox(["run", "-c", SHOW], { cwd, env });
    equal(stdout, "a 'A'\nc 'B'\n");
  });
});

Deno.test("a program changes its copy, and never the file", async () => {
  await inFolder({ "a": "A" }, async (cwd) => {
    const code = "open('a', 'a').write('!'); import os; print(open('a').read()); os.remove('a')";
    const { stdout, code: status } = await pysandbox(["run", "-f", "a", "-c", code], { cwd });
    deepEqual([status, stdout, await Deno.readTextFile(`${cwd}/a`)], [0, "A!\n", "A"]);
  });
});

Deno.test("bytes come as they are, in any number", async () => {
  await inFolder({}, async (cwd) => {
    const names: string[] = [];
    for (const bytes of [0, 1, 16_383, 262_144, 262_145, 3_000_001]) {
      const contents = Uint8Array.from({ length: bytes }, (_, at) => (at * 7 + (at >> 8)) % 256);
      await Deno.writeFile(`${cwd}/f${bytes}`, contents);
      names.push("-f", `f${bytes}`);
    }
    const code = `
import glob
for name in glob.glob("f*"):
    data = open(name, "rb").read()
    assert data == bytes((at * 7 + (at >> 8)) % 256 for at in range(int(name[1:]))), name
print("same")`;
    const { stdout, stderr } = await pysandbox(["run", ...names, "-c", code], { cwd });
    deepEqual([stdout, stderr], ["same\n", ""]);
  });
});

Deno.test("a module that is given can be imported, wherever the script stands", async () => {
  const files = {
    "helper.py": "ANSWER = 42",
    "sub/main.py": "import helper; print(helper.ANSWER)",
  };
  await inFolder(files, async (cwd) => {
    for (const script of ["sub/main.py", `${cwd}/sub/main.py`]) {
      const { stdout, stderr } = await pysandbox(["run", "-f", "helper.py", script], { cwd });
      deepEqual([stdout, stderr], ["42\n", ""]);
    }
    const { stdout } = await pysandbox(["run", "-f", "helper.py", "-m", "helper"], { cwd });
    equal(stdout, "");
  });
});

Deno.test("a package that is given runs with -m", async () => {
  const files = {
    "pkg/__init__.py": "",
    "pkg/__main__.py": "from . import part; print(part.X, __package__)",
    "pkg/part.py": "X = 1",
  };
  await inFolder(files, async (cwd) => {
    const { stdout, stderr } = await pysandbox(["run", "-f", "pkg", "-m", "pkg"], { cwd });
    deepEqual([stdout, stderr], ["1 pkg\n", ""]);
  });
});

Deno.test("an import of a neighbour names --file; nothing of it is read", async () => {
  const files = {
    "sub/main.py": "import helper",
    "sub/helper.py": "raise SystemExit('read')",
    "sub/pkg/__init__.py": "",
    "sub/two.py": "import pkg.part",
    "sub/none.py": "import nowhere",
    "sub/odd.py": "raise ModuleNotFoundError('x', name='../../etc')",
  };
  await inFolder(files, async (cwd) => {
    const hint = (path: string) =>
      `pysandbox: only the script is read, not what is beside it: add --file ${path}\n`;
    const traceback = (script: string, line: string, what: string) =>
      `Traceback (most recent call last):\n  File "${script}", line 1, in <module>\n    ${line}\nModuleNotFoundError: ${what}\n`;
    const cases: [string, string][] = [
      [
        "sub/main.py",
        traceback("sub/main.py", "import helper", "No module named 'helper'") +
        hint("sub/helper.py"),
      ],
      [
        "sub/two.py",
        traceback("sub/two.py", "import pkg.part", "No module named 'pkg'") + hint("sub/pkg"),
      ],
      ["sub/none.py", traceback("sub/none.py", "import nowhere", "No module named 'nowhere'")],
      [
        "sub/odd.py",
        traceback("sub/odd.py", "raise ModuleNotFoundError('x', name='../../etc')", "x"),
      ],
    ];
    for (const [script, expected] of cases) {
      const { code, stdout, stderr } = await pysandbox(["run", script], { cwd });
      deepEqual([code, stdout, stderr], [1, "", expected]);
    }
    const { stderr } = await pysandbox(["run", "-q", "sub/main.py"], { cwd });
    equal(stderr, cases[0]![1].replace(/pysandbox: .*\n/, ""));
  });
});

Deno.test("what is not there, or has no name in the sandbox, is refused before anything runs", async () => {
  const name = "expected PATH, or NAME=PATH with a NAME in the program's working directory";
  await inFolder({ "a": "A", "d/a": "B" }, async (cwd) => {
    await expectRefused(["-f", "no"], cwd, 127, "--file: can't open 'no': no such file or folder");
    await expectRefused(
      ["-f", "x=no"],
      cwd,
      127,
      "--file: can't open 'no': no such file or folder",
    );
    await expectRefused(
      ["-f", "../x=a"],
      cwd,
      2,
      `--file: ${name}; got '../x=a': it leads out with '..'`,
    );
    await expectRefused(["-f", "/x=a"], cwd, 2, `--file: ${name}; got '/x=a': it is absolute`);
    await expectRefused(["-f", "=a"], cwd, 2, `--file: ${name}; got '=a': it is empty`);
    await expectRefused(["-f", ".=a"], cwd, 2, "--file: '.' is no name for a file; got it for 'a'");
    await expectRefused(
      ["-f", "a", "-f", "d/a"],
      cwd,
      2,
      "--file: two are called 'a'; the second is 'd/a'",
    );
    await expectRefused(
      ["-f", "a", "-f", "a/b=d/a"],
      cwd,
      2,
      "--file: 'a' is a file; 'd/a' is to be in it",
    );
    await expectRefused(
      ["-f", "a/b=d/a", "-f", "a"],
      cwd,
      2,
      "--file: two are called 'a'; the second is 'a'",
    );
    const { code, stderr } = await pysandbox(["run", "-c", "1"], {
      cwd,
      env: { PYSANDBOX_FILE: "no" },
    });
    deepEqual([code, stderr], [
      127,
      "pysandbox: PYSANDBOX_FILE: can't open 'no': no such file or folder\n",
    ]);
  });
});

Deno.test({
  name: "links within a folder are followed, and those that lead out refused by name",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await inFolder({ "secret": "S", "d/real": "R", "d/sub/f": "F" }, async (cwd) => {
      await Deno.symlink("real", `${cwd}/d/alias`);
      await Deno.symlink("../real", `${cwd}/d/sub/up`);
      await Deno.symlink("sub", `${cwd}/d/other`);
      await Deno.symlink("d", `${cwd}/link`);
      const inside = [
        "alias 'R'",
        "real 'R'",
        "other/f 'F'",
        "other/up 'R'",
        "sub/f 'F'",
        "sub/up 'R'",
      ];
      // What is named itself may be a link: whoever named it knows.
      await expectShown(["-f", "d"], cwd, [
        "d/",
        "d/other/",
        "d/sub/",
        ...inside.map((line) => `d/${line}`),
      ]);
      await expectShown(["-f", "e=link"], cwd, [
        "e/",
        "e/other/",
        "e/sub/",
        ...inside.map((line) => `e/${line}`),
      ]);
      const refused = async (link: string, target: string, why: string) => {
        await Deno.symlink(target, `${cwd}/d/${link}`);
        await expectRefused(["-f", "d"], cwd, 126, `--file: can't read 'd/${link}': ${why}`);
        await Deno.remove(`${cwd}/d/${link}`);
      };
      const out = "it is a link that leads out of the folder that was given";
      await refused("out", "../secret", out);
      await refused("out", `${cwd}/secret`, out);
      await refused("out", "/etc/passwd", out);
      await refused("out", "..", out);
      await Deno.mkdir(`${cwd}/d2`);
      await refused("out", "../d2", out);
      await refused("loop", ".", "it is a link to a folder that it is in");
      await Deno.remove(`${cwd}/d/other`);
      await refused("sub/loop", "..", "it is a link to a folder that it is in");
      await refused("dead", "nowhere", "it is a link to nothing");
    });
  },
});

testWith(
  ["mkfifo", "bash", "python3"],
  "FIFOs, sockets, devices and what may not be read are refused by name",
  async () => {
    await inFolder({ "d/a": "A" }, async (cwd) => {
      await inBash("mkfifo fifo d/inner", [], { cwd });
      const bind = "import socket; socket.socket(socket.AF_UNIX).bind('socket')";
      await inBash(`python3 -c "${bind}"`, [], { cwd });
      const not = (what: string) => `it is ${what}, expected a file or a folder`;
      await expectRefused(["-f", "fifo"], cwd, 126, `--file: can't read 'fifo': ${not("a FIFO")}`);
      await expectRefused(["-f", "d"], cwd, 126, `--file: can't read 'd/inner': ${not("a FIFO")}`);
      await expectRefused(
        ["-f", "socket"],
        cwd,
        126,
        `--file: can't read 'socket': ${not("a socket")}`,
      );
      const device = await pysandbox(["run", "-f", "/dev/null", "-c", "1"], { cwd });
      equal(device.code, 126);
      match(device.stderr, /^pysandbox: --file: can't read '\/dev\/null': it is a device/);
    });
  },
);

Deno.test("files that do not fit into --max-heap are a lack of memory, before the program starts", async () => {
  await inFolder({}, async (cwd) => {
    await Deno.writeFile(`${cwd}/big`, new Uint8Array(40 * 1024 * 1024));
    const expected: [number, string, string] = [
      137,
      "",
      "pysandbox: out of memory: the files given do not fit: the limit is 64MiB (--max-heap)\n",
    ];
    const ended = ({ code, stdout, stderr }: Finished) => [code, stdout, stderr];
    const run = (...words: string[]) =>
      pysandbox(["run", "-H", "64", ...words, "-c", "print('ran')"], { cwd });
    deepEqual(ended(await run("-f", "big")), expected);
    // What the program holds besides counts as well.
    const both = await pysandbox(["run", "-H", "80", "-f", "big", "-c", "bytearray(20 << 20)"], {
      cwd,
    });
    equal(both.code, 137);
    const json = JSON.parse((await run("--json", "-f", "big")).stdout);
    deepEqual([json.status, json.exitCode, json.stats.wallMs], ["memory", 137, 0]);
    const fits = await pysandbox([
      "run",
      "-H",
      "128",
      "-f",
      "big",
      "-c",
      "import os; print(os.path.getsize('big'))",
    ], { cwd });
    deepEqual(ended(fits), [0, `${40 * 1024 * 1024}\n`, ""]);
  });
});

Deno.test("ten thousand small files go in, and the time that takes is not the program's", async () => {
  await inFolder({}, async (cwd) => {
    await Deno.mkdir(`${cwd}/d`);
    for (let at = 0; at < 10_000; at++) Deno.writeTextFileSync(`${cwd}/d/${at}`, `${at}`);
    const code = "import os; print(len(os.listdir('d')), open('d/9999').read())";
    const { stdout } = await pysandbox(["run", "--json", "-t", "5s", "-f", "d", "-c", code], {
      cwd,
    });
    const report = JSON.parse(stdout);
    deepEqual([report.status, report.stdout], ["ok", "10000 9999\n"]);
    equal(report.stats.wallMs < 5000, true);
  });
});

Deno.test("with --seed, files change nothing of a program's clocks, and their own times are the same each time", async () => {
  await inFolder({
    "a": "A",
    "main.py":
      "import os, time, random; print(time.time(), random.random(), *map(os.path.getmtime, os.listdir()))",
  }, async (cwd) => {
    const run = async (...words: string[]) =>
      (await pysandbox(["run", "--seed", "1", ...words, "main.py"], { cwd })).stdout;
    const [given, again] = [await run("-f", "a"), await run("-f", "a")];
    equal(given, again);
    const clockAndDie = (text: string) => text.split(" ").slice(0, 2);
    deepEqual(clockAndDie(given), clockAndDie(await run()));
    equal(given.split(" ").length, 4);
  });
});
