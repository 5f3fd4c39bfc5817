/** The steps of the action for GitHub, run as its runner runs them: a release in a folder, and the real command. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { commandLine } from "../../../tests/e2e/command.ts";
import { testWith } from "../../../tests/needs.ts";

const ROOT = new URL("../../../", import.meta.url);
const ACTION = Deno.readTextFileSync(new URL("action.yml", ROOT));
const SCRIPTS = ["install.sh", "vet.sh"].map((name) =>
  fileURLToPath(new URL(`scripts/action/${name}`, ROOT))
);
const [INSTALL, VET] = SCRIPTS as [string, string];

interface Step {
  readonly code: number;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Runs a step's script in a folder, with these variables. */
async function step(script: string, cwd: string, env: Record<string, string>): Promise<Step> {
  const outputs = `${cwd}/outputs`;
  await Deno.writeTextFile(outputs, "");
  const { code, stdout, stderr } = await new Deno.Command(script, {
    cwd,
    env: { GITHUB_OUTPUT: outputs, RUNNER_TEMP: cwd, ...env },
  }).output();
  const lines = (await Deno.readTextFile(outputs)).trimEnd().split("\n").filter(Boolean);
  return {
    code,
    log: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr),
    outputs: Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2))),
  };
}

async function inFolder(test: (cwd: string) => Promise<void>): Promise<void> {
  const cwd = await Deno.realPath(await Deno.makeTempDir());
  try {
    await test(cwd);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

const FILE = "pysandbox-1.2.3-linux-x64";
const CONTENT = "#!/bin/sh\necho released\n";
const SHA256 = new Uint8Array(
  await crypto.subtle.digest("SHA-256", new TextEncoder().encode(CONTENT)),
).toHex();
const OTHER = "0".repeat(64);

/** Makes a release, and says which variables lead to it. */
async function release(cwd: string, sums: string): Promise<Record<string, string>> {
  const folder = `${cwd}/server/o/r/releases/download/v1.2.3`;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(`${folder}/${FILE}`, CONTENT);
  await Deno.writeTextFile(`${folder}/SHA256SUMS`, sums);
  return {
    GITHUB_SERVER_URL: `file://${cwd}/server`,
    INPUT_VERSION: "1.2.3",
    INPUT_REPOSITORY: "o/r",
    RUNNER_OS: "Linux",
    RUNNER_ARCH: "X64",
  };
}

testWith(
  ["bash", "curl"],
  "a release is installed if its SHA-256 is the one that is expected",
  async () => {
    for (
      const [sums, sha256] of [
        [`${OTHER}  pysandbox-1.2.3-linux-arm64\n${SHA256}  ${FILE}\n`, ""],
        [`${SHA256} *${FILE}\n`, ""],
        ["nothing", SHA256],
      ] as const
    ) {
      await inFolder(async (cwd) => {
        const env = await release(cwd, sums);
        const { code, outputs, log } = await step(INSTALL, cwd, { ...env, INPUT_SHA256: sha256 });
        assert.equal(code, 0, log);
        const { stdout } = await new Deno.Command(outputs["executable"]!).output();
        assert.equal(new TextDecoder().decode(stdout), "released\n");
      });
    }
  },
);

testWith(
  ["bash", "curl"],
  "nothing is installed whose SHA-256 is another one, or not known",
  async () => {
    const wrong = `::error title=pysandbox::${FILE} has the SHA-256 ${SHA256}, expected ${OTHER}\n`;
    const unknown =
      `::error title=pysandbox::SHA256SUMS of the release does not name ${FILE} once\n`;
    for (
      const [sums, sha256, message] of [
        [`${OTHER}  ${FILE}\n`, "", wrong],
        [`${SHA256}  ${FILE}\n`, OTHER, wrong],
        ["", "", unknown],
        [`${SHA256}  ${FILE}\n${OTHER}  ${FILE}\n`, "", unknown],
        [`${SHA256}  x${FILE}\n`, "", unknown],
      ] as const
    ) {
      await inFolder(async (cwd) => {
        const env = await release(cwd, sums);
        const { code, outputs, log } = await step(INSTALL, cwd, { ...env, INPUT_SHA256: sha256 });
        assert.deepEqual([code, outputs, log], [1, {}, message]);
      });
    }
  },
);

testWith(
  ["bash"],
  "an input that is none is refused before anything is downloaded, on one line",
  async () => {
    await inFolder(async (cwd) => {
      const good = await release(cwd, "");
      for (
        const [env, message] of [
          [
            { INPUT_VERSION: "../../x" },
            "version: expected a release such as 0.1.0, or give 'executable'; got '../../x'",
          ],
          [
            { INPUT_VERSION: "" },
            "version: expected a release such as 0.1.0, or give 'executable'; got ''",
          ],
          [{ INPUT_REPOSITORY: "o/r/../x" }, "repository: expected OWNER/NAME; got 'o/r/../x'"],
          [
            { INPUT_SHA256: "A\n::x::%0A" },
            "sha256: expected 64 hexadecimal digits; got 'A ::x::%250A'",
          ],
          [
            { RUNNER_OS: "Windows" },
            "no executable for Windows-X64: expected Linux or macOS, X64 or ARM64",
          ],
          [
            { INPUT_EXECUTABLE: "gone" },
            "executable: expected a file that can be executed; got 'gone'",
          ],
        ] as const
      ) {
        const { code, log } = await step(INSTALL, cwd, { ...good, ...env });
        assert.deepEqual([code, log], [1, `::error title=pysandbox::${message}\n`]);
      }
    });
  },
);

testWith(
  ["bash"],
  "an executable that is there vets what the inputs say, and its reports and exit code go on",
  async () => {
    await inFolder(async (cwd) => {
      await Deno.mkdir(`${cwd}/a folder`);
      await Deno.writeTextFile(`${cwd}/a folder/good.py`, "print('::error::x')");
      await Deno.writeTextFile(`${cwd}/bad.py`, "1 / 0");
      const [path, words] = commandLine([]);
      const line = [path, ...words].map((word) => `'${word}'`).join(" ");
      await Deno.writeTextFile(`${cwd}/shim`, `#!/bin/sh\nexec ${line} "$@"\n`);
      await Deno.chmod(`${cwd}/shim`, 0o755);
      const installed = await step(INSTALL, cwd, { INPUT_EXECUTABLE: "shim" });
      assert.deepEqual(installed.outputs, { executable: `${cwd}/shim` });
      const { code, outputs, log } = await step(VET, cwd, {
        PYSANDBOX_EXECUTABLE_PATH: installed.outputs["executable"]!,
        INPUT_PATHS: "\n  a folder  \n\nbad.py\n",
        INPUT_ARGS: "--timeout 20s\n --jobs 1",
        INPUT_JUNIT: "junit.xml",
        INPUT_JSONL: "rows.jsonl",
        INPUT_UPLOAD_SARIF: "true",
        INPUT_SARIF_FILE: `${cwd}/vet.sarif`,
        GITHUB_STEP_SUMMARY: `${cwd}/summary`,
      });
      assert.deepEqual([code, outputs], [0, { "exit-code": "1", sarif: `${cwd}/vet.sarif` }]);
      assert.match(log, /^ok {4}a folder\/good\.py /);
      assert.match(
        log,
        /^::error file=bad\.py,line=1,title=pysandbox vet%3A error::bad\.py: ZeroDivisionError: division by zero$/m,
      );
      assert.match(log, /\n2 programs: 1 passed, 1 failed in \S+, 1 at once\n$/);
      for (const name of ["junit.xml", "rows.jsonl", "vet.sarif", "summary"]) {
        assert.ok((await Deno.stat(`${cwd}/${name}`)).size > 0, name);
      }
      const nothing = await step(VET, cwd, { INPUT_PATHS: " \n" });
      assert.deepEqual([nothing.code, nothing.log], [
        2,
        "::error title=pysandbox::paths: expected at least one path, one a line\n",
      ]);
    });
  },
);

Deno.test("what the action uses of others is pinned, and no input is put into a script", () => {
  const used = [...ACTION.matchAll(/^\s*(?:- )?uses: *(.*)$/gm)].map(([, action]) => action!);
  assert.equal(used.length, 1);
  assert.match(used[0]!, /^github\/codeql-action\/upload-sarif@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  const runs = [...ACTION.matchAll(/^\s*(?:- )?run: *(.*)$/gm)].map(([, script]) => script!);
  assert.deepEqual(runs, [
    `'"$GITHUB_ACTION_PATH/scripts/action/install.sh"'`,
    `'"$GITHUB_ACTION_PATH/scripts/action/vet.sh"'`,
    'exit "$CODE"',
  ]);
});

Deno.test("the page about CI names each input of the action, and no other", () => {
  const page = Deno.readTextFileSync(new URL("docs/ci.md", ROOT));
  const [, table] = /\n(\| input [^]*?)\n\n/.exec(page)!;
  const named = [...table!.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name!);
  const [, inputs] = /^inputs:\n([^]*?)^outputs:/m.exec(ACTION)!;
  const given = [...inputs!.matchAll(/^ {2}([\w-]+):$/gm)].map(([, name]) => name!);
  assert.deepEqual(named, given);
});

Deno.test("the hooks of pre-commit call vet, and are those of the page about CI", () => {
  const read = (path: string) => Deno.readTextFileSync(new URL(path, ROOT));
  const hooks = read(".pre-commit-hooks.yaml");
  const all = (text: string, form: RegExp) => [...text.matchAll(form)].map(([, name]) => name!);
  const ids = all(hooks, /^- id: (\S+)$/gm);
  assert.deepEqual(ids, ["pysandbox-vet", "pysandbox-vet-markdown"]);
  assert.deepEqual(all(hooks, /^ {2}entry: (.*)$/gm), ids.map(() => "pysandbox vet"));
  assert.deepEqual(all(read("docs/ci.md"), /^ +- id: (\S+)/gm), ids);
});

testWith(["shellcheck"], "shellcheck has nothing to say of the action's scripts", async () => {
  const { stdout, code } = await new Deno.Command("shellcheck", { args: SCRIPTS }).output();
  assert.deepEqual([code, new TextDecoder().decode(stdout)], [0, ""]);
});
