/** The wheel of the executable under test: installed without a network, used, and removed again. */
import assert from "node:assert/strict";
import { BINARY } from "../e2e/command.ts";
import {
  begun,
  endOf,
  EXITS,
  FOREVER,
  Installation,
  installTest,
  pathWithout,
  succeeds,
} from "./installed.ts";

const IS_WINDOWS = Deno.build.os === "windows";
const PYTHON = IS_WINDOWS ? "python" : "python3";
const [SCRIPTS, COMMAND] = IS_WINDOWS ? ["Scripts", "pysandbox.exe"] : ["bin", "pysandbox"];

const hasVenv = BINARY === undefined || await succeeds(PYTHON, "-c", "import ensurepip");
const hasPypi = BINARY === undefined ||
  await succeeds(PYTHON, "-m", "pip", "--quiet", "index", "versions", "packaging");
const needs = { commands: [PYTHON], lacks: hasVenv ? null : "Python's ensurepip" };
const needsPypi = { ...needs, lacks: needs.lacks ?? (hasPypi ? null : "PyPI") };

/** Nothing of a user's own settings: no index, no installed packages. */
const PIP = {
  PIP_CONFIG_FILE: IS_WINDOWS ? "nul" : "/dev/null",
  PIP_DISABLE_PIP_VERSION_CHECK: "1",
};

let installation: Installation;
let [wheel, python, command] = ["", "", ""];

if (BINARY !== undefined && hasVenv) {
  Deno.test.beforeAll(async () => {
    installation = new Installation();
    const made = await installation.make("wheels.ts");
    assert.equal(made.length, 1);
    wheel = made[0]!;
    await installation.expect(PYTHON, ["-m", "venv", installation.path("venv")]);
    python = installation.path("venv", SCRIPTS, IS_WINDOWS ? "python.exe" : "python");
    command = installation.path("venv", SCRIPTS, COMMAND);
    await pip("install", "--no-index", wheel);
  });
  Deno.test.afterAll(() => installation.remove());
}

async function pip(...words: string[]): Promise<string> {
  return await installation.expect(python, ["-m", "pip", ...words], { env: PIP });
}

installTest(
  "pip installs the command, which runs programs and has their exit codes",
  needs,
  async () => {
    assert.match(await pip("check"), /No broken requirements found\./);
    assert.equal(await installation.expect(command, ["run", "-c", "print(6 * 7)"]), "42\n");
    const piped = await installation.run(command, ["run", "-"], { stdin: "print('from a pipe')" });
    assert.deepEqual([piped.code, piped.stdout], [0, "from a pipe\n"]);
    for (const [code, ...words] of EXITS) {
      assert.equal(
        (await installation.run(command, ["run", ...words])).code,
        code,
        words.join(" "),
      );
    }
  },
);

installTest("python -m pysandbox is the command", needs, async () => {
  const module = ["-m", "pysandbox"];
  assert.equal(
    await installation.expect(python, [...module, "--version"]),
    await installation.expect(command, ["--version"]),
  );
  for (const [code, ...words] of EXITS) {
    const ended = await installation.run(python, [...module, "run", ...words]);
    assert.equal(ended.code, code, words.join(" "));
  }
  const { stdout } = await installation.run(python, [...module, "run", "-c", "print(input())"], {
    stdin: "typed\n",
  });
  assert.equal(stdout, "typed\n");
});

if (!IS_WINDOWS) {
  installTest("a signal to python -m pysandbox is one to the command", needs, async () => {
    for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
      const child = installation.start(python, ["-m", "pysandbox", "run", "-c", FOREVER]);
      await child.stdin.close();
      await begun(child);
      child.kill(signal);
      assert.equal((await endOf(child)).code, code);
    }
  });
}

installTest(
  "the client finds the command that was installed with it, not one of the PATH",
  needs,
  async () => {
    const script = `
import asyncio
from pysandbox import AsyncSandbox, Sandbox, find_executable
print(find_executable())
with Sandbox(timeout=60) as sandbox:
    print(sandbox.run("4 + 5").output)
    print(sandbox.run("while True: pass", timeout=0.5).status)
    print([result.output for result in sandbox.map(["1 + 1", {"code": "input()", "stdin": "x"}])])
async def main():
    async with AsyncSandbox(timeout=60) as sandbox:
        results = await asyncio.gather(sandbox.run("2 + 2"), sandbox.run("1 / 0"))
        print([result.status for result in results])
asyncio.run(main())
`;
    const env = { PATH: pathWithout(COMMAND) };
    const stdout = await installation.expect(python, ["-W", "error", "-c", script], { env });
    assert.deepEqual(stdout.split("\n"), [
      ...[await Deno.realPath(command), "9", "timeout", "[2, 'x']", "['ok', 'error']", ""],
    ]);
  },
);

installTest("tools that know wheels find nothing wrong with it", needsPypi, async () => {
  const tools = installation.path("tools");
  await installation.expect(PYTHON, ["-m", "venv", tools]);
  const judge = `${tools}/${SCRIPTS}/python`;
  const words = ["packaging", "trove-classifiers", "twine", "auditwheel", "readme-renderer[md]"];
  await installation.expect(judge, ["-m", "pip", "install", "--quiet", ...words]);
  await installation.expect(judge, ["-m", "twine", "check", "--strict", wheel]);
  const script = `
import sys, zipfile
from packaging.metadata import Metadata
from packaging.tags import sys_tags
from packaging.utils import parse_wheel_filename
from trove_classifiers import classifiers
path = sys.argv[1]
name, version, build, tags = parse_wheel_filename(path.replace("\\\\", "/").rsplit("/", 1)[-1])
info = f"pysandbox-{version}.dist-info"
archive = zipfile.ZipFile(path)
metadata = Metadata.from_email(archive.read(f"{info}/METADATA"), validate=True)
assert str(metadata.version) == str(version) and metadata.name == name == "pysandbox"
assert set(metadata.classifiers) <= set(classifiers), set(metadata.classifiers) - set(classifiers)
assert metadata.license_expression.startswith("MIT AND "), metadata.license_expression
for file in metadata.license_files:
    assert archive.getinfo(f"{info}/licenses/{file}").file_size > 1000, file
assert any(tag in tags for tag in sys_tags()), tags
assert metadata.provides_extra == ["dask", "ray"], metadata.provides_extra
asked = {extra: [one.name for one in metadata.requires_dist if one.marker.evaluate({"extra": extra})] for extra in ("dask", "ray", "")}
assert asked == {"dask": ["distributed"], "ray": ["ray"], "": []}, asked
print(next(iter(tags)).platform)
`;
  const tag = (await installation.expect(judge, ["-c", script, wheel])).trim();
  assert.ok((await Deno.stat(wheel)).size < 100e6, "PyPI takes no more by default");
  if (Deno.build.os === "linux") {
    const shown = await installation.expect(judge, ["-m", "auditwheel", "show", wheel]);
    assert.ok(shown.replaceAll(/\s+/g, " ").includes(`"${tag}"`), shown);
  }
});

installTest("a type checker finds the types, which refuse what is wrong", needsPypi, async () => {
  const tools = installation.path("mypy");
  await installation.expect(PYTHON, ["-m", "venv", tools]);
  const judge = `${tools}/${SCRIPTS}/python`;
  await installation.expect(judge, [
    "-m",
    "pip",
    "install",
    "--quiet",
    "mypy",
    "typing_extensions",
  ]);
  const check = async (line: string) => {
    const script = installation.path("typed.py");
    await Deno.writeTextFile(
      script,
      `from pysandbox import AsyncSandbox, Result, Sandbox
with Sandbox(timeout=5) as sandbox:
    results: list[Result] = list(sandbox.map(["1"], stdin="x"))
async def main() -> Result:
    async with AsyncSandbox() as sandbox:
        return await sandbox.run("1", inputs={"rows": [1, 2]})
${line}\n`,
    );
    const words = ["-m", "mypy", "--strict", "--cache-dir", installation.path("mypy-cache")];
    return await installation.run(judge, [...words, "--python-executable", python, script]);
  };
  const right = await check("text: str = results[0].stdout");
  assert.deepEqual([right.code, right.stderr], [0, ""], right.stdout);
  const wrong = await check("text: int = results[0].stdout");
  assert.equal(wrong.code, 1);
  assert.match(wrong.stdout, /Incompatible types in assignment \(expression has type "str"/);
});

installTest("uvx runs it without an installation", needsPypi, async () => {
  const tools = installation.path("uv");
  await installation.expect(PYTHON, ["-m", "venv", tools]);
  const bin = `${tools}/${SCRIPTS}`;
  await installation.expect(`${bin}/python`, ["-m", "pip", "install", "--quiet", "uv"]);
  const env = { UV_CACHE_DIR: installation.path("uv-cache"), UV_NO_CONFIG: "1" };
  const words = ["tool", "run", "--quiet", "--offline", "--no-index", "--find-links"];
  const uvx = [...words, installation.path("made"), "--python", `${bin}/python`, "pysandbox"];
  const stdout = await installation.expect(`${bin}/uv`, [...uvx, "run", "-c", "print(6 * 7)"], {
    env,
  });
  assert.equal(stdout, "42\n");
  const { code } = await installation.run(
    `${bin}/uv`,
    [...uvx, "run", "-c", "raise SystemExit(3)"],
    {
      env,
    },
  );
  assert.equal(code, 3);
});

installTest("pip removes all of it", needs, async () => {
  await pip("uninstall", "--yes", "pysandbox");
  const left: string[] = [];
  const walk = (folder: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      if (name.includes("pysandbox")) left.push(`${folder}/${name}`);
      if (isDirectory) walk(`${folder}/${name}`);
    }
  };
  walk(installation.path("venv"));
  assert.deepEqual(left, []);
});
