/** `--file`: what a program finds of the files that it is given, and what is refused, by the real command. */
import { deepEqual, equal } from "node:assert/strict";
import { createHash } from "node:crypto";
import { type Finished, pysandbox } from "./command.ts";

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
    await expectShown(["--file", "in/b.txt=a.txt", "-f", `${cwd}/d/e/f.txt`], cwd, [
      ...["in/", "f.txt 'F'", "in/b.txt 'A'"],
    ]);
    // As `cp -r .` does.
    await expectShown(["-f", "."], `${cwd}/d`, ["e/", "empty/", "e/f.txt 'F'"]);
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
    const lines: string[] = [];
    for (const bytes of [0, 1, 16_383, 262_144, 262_145, 3_000_001]) {
      const contents = Uint8Array.from({ length: bytes }, (_, at) => (at * 7 + (at >> 8)) % 256);
      await Deno.writeFile(`${cwd}/f${bytes}`, contents);
      names.push("-f", `f${bytes}`);
      lines.push(`f${bytes} ${createHash("sha256").update(contents).digest("hex")}\n`);
    }
    const code = `
import hashlib, os
for name in sorted(os.listdir(), key=lambda name: int(name[1:])):
    print(name, hashlib.sha256(open(name, "rb").read()).hexdigest())`;
    const { stdout, stderr } = await pysandbox(["run", ...names, "-c", code], { cwd });
    deepEqual([stdout, stderr], [lines.join(""), ""]);
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

Deno.test("what is not there, has no name in the sandbox, or leads out, is refused before anything runs", async () => {
  const name = "expected PATH, or NAME=PATH with a NAME in the program's working directory";
  await inFolder({ "a": "A", "d/": "" }, async (cwd) => {
    await expectRefused(["-f", "no"], cwd, 127, "--file: can't open 'no': no such file or folder");
    const up = `--file: ${name}; got '../x=a': it leads out with '..'`;
    await expectRefused(["-f", "../x=a"], cwd, 2, up);
    if (Deno.build.os === "windows") return;
    await Deno.symlink("../a", `${cwd}/d/out`);
    const out = "it is a link that leads out of the folder that was given";
    await expectRefused(["-f", "d"], cwd, 126, `--file: can't read 'd/out': ${out}`);
  });
});

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

Deno.test("thousands of small files go in, and the time that takes is not the program's", async () => {
  await inFolder({}, async (cwd) => {
    await Deno.mkdir(`${cwd}/d`);
    for (let at = 0; at < 2000; at++) Deno.writeTextFileSync(`${cwd}/d/${at}`, `${at}`);
    const code = "import os; print(len(os.listdir('d')), open('d/1999').read())";
    const { stdout } = await pysandbox(["run", "--json", "-t", "5s", "-f", "d", "-c", code], {
      cwd,
    });
    const report = JSON.parse(stdout);
    deepEqual([report.status, report.stdout], ["ok", "2000 1999\n"]);
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
