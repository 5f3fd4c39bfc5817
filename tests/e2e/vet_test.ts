/** `vet`: each program its verdict, in lines and in every report; nothing forged, nothing left, whatever ends it. */
// deno-lint-ignore-file no-control-regex -- what controls a terminal is looked for
import assert from "node:assert/strict";
import { allProcesses, survivorsOf } from "../../scripts/soak/processes.ts";
import { testWith } from "../needs.ts";
import { readJUnit, readSarif } from "../vet/schemas.ts";
import { commandLine, pysandbox, start } from "./command.ts";
import { assertReports, KIND_NAMES, writePrograms } from "./vet_programs.ts";

const ON_UNIX = { ignore: Deno.build.os === "windows" };

/** Files by name in a new folder, in which commands are run. */
async function inFolder(
  files: Readonly<Record<string, string>>,
  test: (cwd: string) => Promise<void>,
): Promise<void> {
  const cwd = await Deno.realPath(await Deno.makeTempDir());
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${cwd}/${name}`, text);
    }
    await test(cwd);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

Deno.test("programs of every kind have the right verdict in each report, and none forges anything", async () => {
  await inFolder({}, async (cwd) => {
    await Deno.mkdir(`${cwd}/p`);
    const before = Deno.cwd();
    Deno.chdir(cwd);
    const expected = await writePrograms("p", KIND_NAMES.length).finally(() => Deno.chdir(before));
    const { code, stdout, stderr } = await pysandbox(
      ["vet", "p", "--jsonl", "r.jsonl", "--junit", "r.xml", "--sarif", "r.sarif"],
      { cwd },
    );
    assert.deepEqual([code, stderr], [1, ""]);
    const read = (name: string) => Deno.readTextFile(`${cwd}/${name}`);
    const reports = {
      stdout,
      jsonl: await read("r.jsonl"),
      junit: await read("r.xml"),
      sarif: await read("r.sarif"),
    };
    assertReports(reports, expected);
    assert.doesNotMatch(stdout, /[\x00-\x09\x0b-\x1f\x7f-\x9f]|^\s*::|##\[/m);
    assert.match(
      stdout,
      /^FAIL {2}p\/001_failing\.py {2}ZeroDivisionError: division by zero {2}\S+$/m,
    );
    assert.match(stdout, /^ {6}stderr \| {3}File "p\/001_failing\.py", line 5, in <module>$/m);
    // The line of the error, in a region.
    const { results } = readSarif(reports.sarif);
    const failing = results.find(({ message }) => message.text.startsWith("p/001"))!;
    assert.equal(failing.locations[0]!.physicalLocation.region.startLine, 2);
  });
});

const PAGE = `# Page

\`\`\`python
print("block")
\`\`\`

- item

  ~~~py
  def g():
      return 1 / 0
  g()
  ~~~
`;

const ROWS = [
  {
    id: "double",
    code: "print(int(input()) * 2)",
    cases: [
      { stdin: "2", expect: { stdout: "4", trimEnd: true } },
      { stdin: "3", expect: { stdout: "6" } },
    ],
  },
  { id: "double", code: "print(int(input()) * 2)", stdin: "2", expect: { stdout: "4\n" } },
  {
    id: "exit",
    code: "import sys\nsys.exit(int(sys.argv[1]))",
    args: ["3"],
    expect: { exitCode: 3 },
  },
  { id: 5, code: "open('given/a.txt').read()", expect: { status: "ok" } },
  {
    id: "seeded",
    code: "import random\nprint(random.random())",
    expect: { stdout: "0.5785294937582189\n" },
  },
].map((row) => JSON.stringify(row)).join("\n");

Deno.test("pages, rows and files for all are run, and pass@k is estimated", async () => {
  await inFolder(
    { "page.md": PAGE, "a.py": "# pysandbox: expect=error\nraise ValueError" },
    async (cwd) => {
      await Deno.mkdir(`${cwd}/given`);
      await Deno.writeTextFile(`${cwd}/given/a.txt`, "x");
      const { code, stdout, stderr } = await pysandbox(
        ["vet", "a.py", "-", "page.md", "--file", "given", "--seed", "7", "-j", "1", "-v"],
        { cwd, stdin: ROWS },
      );
      assert.equal(
        stderr,
        "pysandbox: limits: timeout 30s, cpu off, max-heap 256MiB, max-output 10MiB; 1 at once\n",
      );
      const lines = stdout.replaceAll(/ {2}[\d.]+m?s$/gm, "").replace(/ in \S+,/, " in 1s,");
      const [programs, sums] = lines.split("\nstatus");
      assert.equal(
        programs,
        `ok    a.py
ok    double case 1
FAIL  double case 2  stdout differs in line 1: expected "6"; got "6\\n"
      stdout | 6
ok    double
ok    exit
ok    5
ok    seeded
ok    page.md:3
FAIL  page.md:9  ZeroDivisionError: division by zero
      stderr | Traceback (most recent call last):
      stderr |   File "page.md", line 12, in <module>
      stderr |     g()
      stderr |     ~^^
      stderr |   File "page.md", line 11, in g
      stderr |     return 1 / 0
      stderr |            ~~^~~
      stderr | ZeroDivisionError: division by zero
`,
      );
      assert.match(
        sums!,
        /\npass@1 0\.8750\n\nnot passed\n {2}- double case 2\n {2}- page\.md:9\n\n9 programs: 7 passed, 2 failed in 1s, 1 at once\n$/,
      );
      assert.equal(code, 1);
    },
  );
});

Deno.test("a report on standard output is alone there, and lines go to standard error", async () => {
  await inFolder({ "a.py": "print('::error::x')", "b.py": "print('b'" }, async (cwd) => {
    const all = await pysandbox(["vet", ".", "--junit", "-", "--format", "github"], {
      cwd,
      env: { GITHUB_STEP_SUMMARY: `${cwd}/summary.md` },
    });
    assert.deepEqual(readJUnit(all.stdout).map(({ name, type }) => [name, type]).sort(), [
      ["a.py", null],
      ["b.py", "error"],
    ]);
    assert.match(
      all.stderr,
      /^FAIL {2}b\.py {2}SyntaxError: '\(' was never closed.*\n::stop-commands::(\S+)\n(?: {6}stderr \| .*\n)+::\1::\n::error file=b\.py,line=1,title=pysandbox vet%3A error::b\.py: SyntaxError: .*$/m,
    );
    assert.match(
      await Deno.readTextFile(`${cwd}/summary.md`),
      /^### pysandbox vet: failed\n\n2 programs: 1 passed, 1 failed in \S+\n\n<table>\n/,
    );
    assert.equal(all.code, 1);
    const quiet = await pysandbox(["vet", "a.py", "-q"], { cwd });
    assert.deepEqual([quiet.code, quiet.stdout, quiet.stderr], [0, "", ""]);
  });
});

Deno.test("what is wrong with the words is known before anything is run", async () => {
  await inFolder(
    { "a.py": "", "t.jsonl": '{"code": ""}\n{"cod": ""}\n', "p.md": "no code" },
    async (cwd) => {
      for (
        const [argv, exitCode, stderr] of [
          [["gone.py"], 2, "can't open 'gone.py': no such file or folder"],
          [
            ["a.py", "t.jsonl"],
            2,
            "t.jsonl:2: the line: unknown member 'cod' (did you mean 'code'?)",
          ],
          [
            ["a.py", "--junit", "gone/x"],
            125,
            "--junit: cannot write 'gone/x': no such file or directory",
          ],
          [
            ["a.py", "--sarif", "./a.py"],
            2,
            "'./a.py' is to be vetted: expected another file for a report",
          ],
          [["-"], 2, "no program was found: standard input is empty"],
          [["a.py", "-f", "gone"], 127, "--file: can't open 'gone': no such file or folder"],
        ] as const
      ) {
        const all = await pysandbox(["vet", "-q", ...argv, "--jsonl", "r.jsonl"], { cwd });
        assert.deepEqual([all.code, all.stdout, all.stderr], [
          exitCode,
          "",
          `pysandbox: ${stderr}\n`,
        ]);
      }
      const page = await pysandbox(["vet", "p.md"], { cwd });
      assert.deepEqual([page.code, page.stdout], [
        0,
        "0 programs: no fenced block of Python is in these pages\n",
      ]);
    },
  );
});

Deno.test("the first that does not pass ends a run with --fail-fast, and the reports say so", async () => {
  const files = Object.fromEntries(["a", "b", "c", "d"].map((name) => [`${name}.py`, "1 / 0"]));
  await inFolder(files, async (cwd) => {
    const { code, stdout } = await pysandbox(
      ["vet", ".", "--fail-fast", "-j1", "--junit", "r.xml"],
      { cwd },
    );
    assert.equal(code, 1);
    assert.match(stdout, /\nstopped at the first program that did not pass \(--fail-fast\)\n/);
    assert.match(stdout, /\n4 programs: 0 passed, 1 failed, 3 not run in .*\n$/);
    assert.deepEqual(readJUnit(await Deno.readTextFile(`${cwd}/r.xml`)).map(({ name }) => name), [
      "a.py",
      "all programs have run",
    ]);
  });
});

for (const [signal, status] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(
    `${signal} ends a run at once, with whole reports that say so, and leaves no process`,
    ON_UNIX,
    async () => {
      await inFolder({
        "a.py": "print(1)",
        "b.py": "while True: pass",
        "c.py": "while True:\n try:\n  while True: pass\n except: pass",
      }, async (cwd) => {
        const child = start([
          "vet",
          "a.py",
          "b.py",
          "c.py",
          "-j2",
          "--junit",
          "r.xml",
          "--sarif",
          "r.sarif",
        ], { cwd, isGroup: true });
        const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
        let stdout = "";
        const read = async () => {
          const { value, done } = await reader.read();
          stdout += value ?? "";
          return !done;
        };
        while (!stdout.includes("ok    a.py")) assert.ok(await read(), stdout);
        const processes = await allProcesses();
        assert.ok(processes.filter(({ group }) => group === child.pid).length > 2);
        child.kill(signal);
        while (await read());
        const { code } = await child.status;
        await Promise.all([child.stderr.cancel(), child.stdin.close().catch(() => {})]);
        assert.equal(code, status);
        assert.match(stdout, new RegExp(`\nstopped by ${signal}\n`));
        assert.match(stdout, /\n3 programs: 1 passed, 0 failed, 2 not run in .*\n$/);
        const cases = readJUnit(await Deno.readTextFile(`${cwd}/r.xml`));
        assert.deepEqual(cases.map(({ name, message }) => [name, message]), [
          ["a.py", null],
          ["all programs have run", `stopped by ${signal}`],
        ]);
        const { invocations: [invocation] } = readSarif(await Deno.readTextFile(`${cwd}/r.sarif`));
        assert.equal(invocation!.executionSuccessful, false);
        assert.deepEqual(await survivorsOf(child.pid), []);
      });
    },
  );
}

Deno.test("a reader that goes away ends the run, quietly", ON_UNIX, async () => {
  const files = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`${at}.py`, ""]));
  await inFolder(files, async (cwd) => {
    const child = start(["vet", ".", "--junit", "r.xml"], { cwd });
    await child.stdout.cancel();
    const [{ code }, stderr] = await Promise.all([child.status, new Response(child.stderr).text()]);
    await child.stdin.close().catch(() => {});
    assert.deepEqual([code, stderr], [141, ""]);
    assert.equal(
      readJUnit(await Deno.readTextFile(`${cwd}/r.xml`)).at(-1)!.name,
      "all programs have run",
    );
  });
});

Deno.test("a disk that is full under standard output ends the run with what is wrong", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  await inFolder({ "a.py": "print(1)" }, async (cwd) => {
    const [path, words] = commandLine(["vet", "a.py", "--sarif", "-"]);
    const line = [path, ...words].map((word) => `'${word}'`).join(" ");
    const { code, stderr } = await new Deno.Command("sh", {
      args: ["-c", `${line} > /dev/full`],
      cwd,
    }).output();
    const text = new TextDecoder().decode(stderr);
    assert.match(
      text,
      /\npysandbox: cannot write to standard output: No space left on device \(os error 28\)\n$/,
    );
    assert.equal(code, 125);
  });
});

testWith(
  ["script"],
  "on a terminal there is a bar in the last line, and nothing of it in what stays",
  async () => {
    await inFolder({ "a.py": "print('\\x1b]0;title\\x07')\n1/0", "b.py": "" }, async (cwd) => {
      const shown = async (env: Record<string, string>) => {
        const [path, words] = commandLine(["vet", "."]);
        const line = [path, ...words].map((word) => `'${word}'`).join(" ");
        const { stdout, code } = await new Deno.Command("script", {
          args: [
            "--quiet",
            "--return",
            "--command",
            `stty cols 80 rows 30; exec ${line}`,
            "/dev/null",
          ],
          env: { TERM: "xterm-256color", ...env },
          cwd,
          stdin: "null",
        }).output();
        assert.equal(code, 1);
        return new TextDecoder().decode(stdout);
      };
      const screen = await shown({ NO_COLOR: "" });
      assert.match(screen, /\r\x1b\[K\[-+\] 0\/2 {2}0 failed {2}0s/);
      assert.match(screen, /\r\x1b\[K\x1b\[31mFAIL\x1b\[39m {2}a\.py {2}/);
      assert.ok(!screen.includes("\x1b]0;"), screen);
      const plain = await shown({ NO_COLOR: "1" });
      assert.deepEqual(new Set(plain.match(/\x1b\[\S/g)), new Set(["\x1b[K"]));
      assert.match(plain, /\r\x1b\[KFAIL {2}a\.py {2}/);
    });
  },
);
