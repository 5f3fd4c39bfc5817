import { deepEqual, equal } from "node:assert/strict";
import { testWith } from "../../../tests/needs.ts";
import { corpusFolder } from "./corpus_folder.ts";

const MAIN = new URL("../main.ts", import.meta.url).href;

function start(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-prompt", MAIN, ...args],
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function corpus(
  args: readonly string[],
): Promise<{ code: number; lines: string[]; stderr: string }> {
  const { code, stdout, stderr } = await start(args).output();
  const decoder = new TextDecoder();
  return { code, lines: decoder.decode(stdout).split("\n"), stderr: decoder.decode(stderr) };
}

const PYTHON = ["python3"];

testWith(
  PYTHON,
  "programs are run on both sides, and each gets its class and its cause",
  async () => {
    using folder = corpusFolder({
      "differs.py": "import sys\nprint(sys.platform)\n",
      "endless.py": "while True: pass\n",
      "exits.py": "import sys\nprint('bye')\nsys.exit(3)\n",
      "native.py": "import sys\nif sys.platform != 'emscripten': raise ValueError('not here')\n",
      "package.py": "import surely.no_such_package\n",
      "same.py": "print(object(), open(0).read(), sum(range(10)))\n",
      "sandbox.py": "import sys\nif sys.platform == 'emscripten': raise ValueError('not there')\n",
      "unstable.py": "print(hash('text'))\n",
    });
    const { code, lines, stderr } = await corpus([
      "scripts",
      folder.path,
      "-j2",
      "--timeout",
      "8s",
    ]);
    equal(stderr, "");
    deepEqual(lines.filter((line) => !line.startsWith("corpus: ")), [
      "programs                          8",
      "  same                            2",
      "  differs                         1",
      "  only native fails               1",
      "  only pysandbox fails            1",
      "  timeout                         1",
      "  needs a package                 1",
      "  unstable                        1",
      "  not judged                      0",
      "",
      "differs:",
      "     1  standard output differs  [differs.py]",
      "",
      "only native fails:",
      "     1  only native fails: ValueError: not here  [native.py]",
      "",
      "only pysandbox fails:",
      "     1  ValueError: not there  [sandbox.py]",
      "",
      "timeout:",
      "     1  both timed out  [endless.py]",
      "",
      "needs a package:",
      "     1  ModuleNotFoundError: No module named 'surely'  [package.py]",
      "",
      "unstable:",
      "     1  standard output differs  [unstable.py]",
      "",
    ]);
    equal(code, 1);
  },
);

testWith(PYTHON, "doctests and unit tests are counted one by one on both sides", async () => {
  using folder = corpusFolder({
    "mod.py": 'def f():\n    """\n    >>> f()\n    1\n    """\n    return 1\n',
    "test_mod.py": [
      ...["import sys, unittest, mod", "class T(unittest.TestCase):"],
      ...["    def test_f(self): self.assertEqual(mod.f(), 1)"],
      ...["    def test_p(self): self.assertNotEqual(sys.platform, 'emscripten')"],
      ...["    @unittest.skip('always')", "    def test_s(self): pass", ""],
    ].join("\n"),
  });
  const doctests = await corpus(["doctest", folder.path, "-j1"]);
  equal(doctests.stderr, "");
  equal(doctests.lines.includes("  passed in both                  1"), true);
  equal(doctests.code, 0);
  const rows = `${folder.path}/rows`;
  const { code, stderr } = await corpus(["unittest", folder.path, "-j1", "--jsonl", rows]);
  equal(stderr, "");
  const { tests, class: kind, pysandbox, differences } = JSON.parse(await Deno.readTextFile(rows));
  deepEqual([kind, pysandbox.exitCode, pysandbox.lastLine], [
    "only pysandbox fails",
    1,
    "1 tests failed",
  ]);
  const { passed, skipped, failedHere } = tests;
  deepEqual([passed, skipped, failedHere], [1, 1, 1]);
  deepEqual(differences, [{
    test: "test_mod.T.test_p",
    cause: "AssertionError: 'emscripten' == 'emscripten'",
  }]);
  equal(code, 1);
});

testWith(PYTHON, "output is bounded on both sides, and the next program runs", async () => {
  using folder = corpusFolder({
    "a.py": "while True: print('x' * 1000)\n",
    "b.py": "print(1)\n",
  });
  const rows = `${folder.path}/rows`;
  const { stderr } = await corpus([
    ...["scripts", folder.path, "-j1", "--max-output", "1MiB", "--jsonl", rows],
  ]);
  equal(stderr, "");
  const [a, b] = (await Deno.readTextFile(rows)).trim().split("\n").map((row) => JSON.parse(row));
  deepEqual([a.native.status, a.pysandbox.status, b.class], ["output", "output", "same"]);
});

testWith(PYTHON, "a process that leaves its group is not waited for", async () => {
  using folder = corpusFolder({});
  const pid = `${folder.path}/pid`;
  await Deno.writeTextFile(
    `${folder.path}/a.py`,
    [
      "import subprocess, sys",
      "words = [sys.executable, '-c', 'import time; time.sleep(300)']",
      "child = subprocess.Popen(words, start_new_session=True)",
      `with open(${JSON.stringify(pid)}, 'w') as file: file.write(str(child.pid))`,
    ].join("\n"),
  );
  const { lines } = await corpus(["scripts", folder.path, "-j1"]);
  // That it can be ended proves that it still ran, and held the pipes open.
  Deno.kill(Number(await Deno.readTextFile(pid)), "SIGKILL");
  equal(lines.includes("  only pysandbox fails            1"), true);
});

testWith(
  [...PYTHON, "sh"],
  "Ctrl-C ends all programs, leaves nothing and shows what is known",
  async () => {
    using temporary = corpusFolder({});
    using folder = corpusFolder({ "a.py": "print(1)\n" });
    const pid = `${folder.path}/pid`;
    await Deno.writeTextFile(
      `${folder.path}/b.py`,
      `import os\nwith open(${JSON.stringify(pid)}, 'w') as file: file.write(f'{os.getpid()}.')\n` +
        "while True: pass\n",
    );
    const watcher = Deno.watchFs(folder.path);
    const child = start(["scripts", folder.path, "-j1"], { TMPDIR: temporary.path });
    for await (const _ of watcher) {
      // The program runs natively, and only there it can write this.
      if (await Deno.readTextFile(pid).then((text) => text.endsWith("."), () => false)) break;
    }
    child.kill("SIGINT");
    const { code, stdout, stderr } = await child.output();
    equal(new TextDecoder().decode(stderr), "");
    equal(code, 130);
    const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
    equal(lines.at(-1), "corpus: stopped before the end");
    equal(lines.includes("  same                            1"), true);
    const number = (await Deno.readTextFile(pid)).replace(".", "");
    const look = await new Deno.Command("sh", { args: ["-c", `kill -0 ${number}`], stderr: "null" })
      .output();
    equal(look.success, false);
    const left = [...Deno.readDirSync(temporary.path)].filter(({ name }) =>
      name.startsWith("corpus-")
    );
    deepEqual(left, []);
  },
);

Deno.test("a wrong command line is one line and exit status 2", async () => {
  const { code, stderr } = await corpus(["script", "."]);
  equal(
    stderr,
    "corpus: expected a kind of corpus: scripts, doctest, humaneval, unittest, cpython; got 'script'\n",
  );
  equal(code, 2);
});
