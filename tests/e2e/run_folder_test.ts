/** Programs of several files: folders with a `__main__.py`, and zip archives, run as CPython runs them. */
import { deepEqual } from "node:assert/strict";
import { testWith } from "../needs.ts";
import { pysandbox } from "./command.ts";
import { inBash } from "./in_bash.ts";

const MAIN = `import sys, helper
print(helper.ANSWER, sys.argv, sys.path[0], __file__, __name__, repr(__package__), __spec__.name)
if len(sys.argv) > 1: helper.fail()
`;
const HELPER = "ANSWER = 42\ndef fail(): 1 / 0\n";

async function inFolder(body: (cwd: string) => Promise<void>): Promise<void> {
  const cwd = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${cwd}/app`);
    await Deno.writeTextFile(`${cwd}/app/__main__.py`, MAIN);
    await Deno.writeTextFile(`${cwd}/app/helper.py`, HELPER);
    await body(cwd);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

const shown = (argv: string, path: string) =>
  `42 ['${argv}'] ${path} ${path}/__main__.py __main__ '' __main__\n`;

Deno.test("a folder with a __main__.py is run with all in it, under the name that it was given", async () => {
  await inFolder(async (cwd) => {
    for (
      const [word, path] of [["app", "/home/sandbox/app"], ["./app/", "/home/sandbox/app"], [
        `${cwd}/app`,
        `${cwd}/app`,
      ]]
    ) {
      const { code, stdout, stderr } = await pysandbox(["run", word!], { cwd });
      deepEqual([code, stderr, stdout], [0, "", shown(word!, path!)]);
    }
    const { stdout } = await pysandbox(["run", "."], { cwd: `${cwd}/app` });
    deepEqual(stdout, shown(".", "/home/sandbox"));
  });
});

Deno.test("its tracebacks name its files as CPython does", async () => {
  await inFolder(async (cwd) => {
    const { code, stderr } = await pysandbox(["run", "app", "x"], { cwd });
    const main = "/home/sandbox/app/__main__.py";
    deepEqual([code, stderr.replaceAll(/line \d+, in _run/g, "line N, in _run")], [
      1,
      'Traceback (most recent call last):\n  File "<frozen runpy>", line N, in _run_module_as_main\n' +
      '  File "<frozen runpy>", line N, in _run_code\n' +
      `  File "${main}", line 3, in <module>\n    if len(sys.argv) > 1: helper.fail()\n                          ~~~~~~~~~~~^^\n` +
      '  File "/home/sandbox/app/helper.py", line 2, in fail\n    def fail(): 1 / 0\n                ~~^~~\n' +
      "ZeroDivisionError: division by zero\n",
    ]);
  });
});

Deno.test("files are given beside it, and what it makes comes out without it", async () => {
  await inFolder(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/data`, "D");
    await Deno.writeTextFile(
      `${cwd}/app/__main__.py`,
      "open('made', 'w').write(open('data').read())",
    );
    const { code, stderr } = await pysandbox(["run", "-f", "data", "-o", "out", "app"], { cwd });
    deepEqual([code, stderr, [...Deno.readDirSync(`${cwd}/out`)].map(({ name }) => name)], [0, "", [
      "made",
    ]]);
    const twice = await pysandbox(["run", "-f", "app", "app"], { cwd });
    deepEqual([twice.code, twice.stderr], [
      2,
      "pysandbox: run: two are called 'app'; the second is 'app'\n",
    ]);
  });
});

Deno.test("a folder without a __main__.py is refused", async () => {
  await inFolder(async (cwd) => {
    await Deno.mkdir(`${cwd}/none`);
    const { code, stderr } = await pysandbox(["run", "none"], { cwd });
    deepEqual([code, stderr], [
      126,
      "pysandbox: can't read 'none': it is a folder without a __main__.py, expected a Python file\n",
    ]);
  });
});

testWith(["python3", "bash"], "a zip archive is run, whatever it is called", async () => {
  await inFolder(async (cwd) => {
    await inBash(
      "python3 -m zipapp app && python3 -m zipapp -c -p '/usr/bin/env python3' -o tool app",
      [],
      { cwd },
    );
    for (const name of ["app.pyz", "tool"]) {
      const { code, stdout, stderr } = await pysandbox(["run", name], { cwd });
      deepEqual([code, stderr, stdout], [0, "", shown(name, `/home/sandbox/${name}`)]);
    }
    await inBash(
      "python3 -c \"import zipfile; zipfile.ZipFile('no.pyz', 'w').writestr('x.py', '1')\"",
      [],
      { cwd },
    );
    const { code, stderr } = await pysandbox(["run", "no.pyz"], { cwd });
    deepEqual([code, stderr], [
      1,
      "/usr/bin/python3: can't find '__main__' module in '/home/sandbox/no.pyz'\n",
    ]);
  });
});

Deno.test("a script that only mentions how an archive ends is a script", async () => {
  await inFolder(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/a.py`, "print('PK\\x05\\x06', 1)  # PK\x05\x06\n");
    const { code, stdout } = await pysandbox(["run", "a.py"], { cwd });
    deepEqual([code, stdout], [0, "PK\x05\x06 1\n"]);
  });
});
