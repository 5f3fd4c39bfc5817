/** Warmed-up environments by the real command: what a program leaves in the interpreter's memory is how later ones begin. */
import assert from "node:assert/strict";
import { nativeModule, SUFFIX, TAGS, wheel, type WheelFiles } from "../packages/make_wheel.ts";
import { pysandbox } from "./command.ts";

const folder = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const wheels = `${folder}/wheels`;

async function put(name: string, project: string, version: string, files: WheelFiles) {
  await Deno.mkdir(wheels, { recursive: true });
  await Deno.writeFile(`${wheels}/${name}.whl`, wheel(project, version, files));
}

await put("pure-1.2-py3-none-any", "pure", "1.2", {
  "pure/__init__.py": "import os\nenviron = dict(os.environ)\ncache = {}\n",
});
await put("chance-1-py3-none-any", "chance", "1", {
  "chance/__init__.py": "import random\nrng = random.Random()\nfixed = random.Random(1)\n" +
    "class Own(random.Random): pass\nown = Own()\nfixed_later = random.Random()\nfixed_later.seed(2)\n",
  "chance/token.py": "import os, secrets\ntoken = os.urandom(8)\nother = secrets.token_bytes(4)\n",
});
await put(`native_one-3.0-${TAGS}`, "native_one", "3.0", {
  [`native_one/_n${SUFFIX}`]: nativeModule("_n"),
  "native_one/__init__.py": "from ._n import answer\n",
});

/** Makes an environment, warmed up by a program. */
async function build(
  output: string,
  program: string,
  packages: readonly string[],
  name = "warm.py",
) {
  await Deno.writeTextFile(`${folder}/${name}`, program);
  const warm = ["--warm", `${folder}/${name}`];
  return await pysandbox(
    ["packages", "build", "--wheels", wheels, ...warm, "-o", output, ...packages],
  );
}

/** What a program prints that has an environment. */
async function printed(environment: string, code: string, ...options: string[]): Promise<string> {
  const { code: status, stdout, stderr } = await pysandbox(
    ["run", "-p", environment, ...options, "-c", code],
  );
  assert.deepEqual([status, stderr], [0, ""], code);
  return stdout;
}

const WARM = `
import json, os, sys, textwrap, xml.dom.minidom
import pure, native_one, importlib.metadata
pure.cache["answer"] = native_one.answer()
pure.cache["version"] = importlib.metadata.version("pure")
pure.cache["main"] = lambda: left
left = "a name of its own"
os.environ["LEFT"] = "behind"
sys.argv.append("more")
sys.stdout = None
with open("scratch", "w") as file: file.write("text")
os.remove("scratch")
sys.path.append("/lib/more")
`;

const warmed = `${folder}/warmed.env`;
const built = await build(warmed, WARM, ["pure", "native_one"]);

Deno.test("what a program has imported is there when others start, native modules and caches included", async () => {
  assert.equal(built.code, 0, built.stderr);
  assert.match(
    built.stderr,
    /^pysandbox: wrote \S+warmed\.env \(\d+\w+\): native-one 3\.0, pure 1\.2\n$/,
  );
  const code = `
import sys
print([name in sys.modules for name in ("pure", "native_one", "native_one._n", "textwrap", "xml.dom.minidom")])
import pure, native_one
print(pure.cache["answer"], pure.cache["version"], pure.cache["main"](), native_one.answer())
print(native_one._n.__file__)
from pure import environ
print(environ)
`;
  assert.equal(
    await printed(warmed, code, "--walls", "require"),
    `[True, True, True, True, True]\n42 1.2 a name of its own 42\n` +
      `/lib/python3.14/site-packages/native_one/_n${SUFFIX}\n{'HOME': '/home/sandbox'}\n`,
  );
});

Deno.test("what was the program's own is gone: names, arguments, variables, streams, its place in the path", async () => {
  const code = `
import os, sys, linecache, threading
print(sorted(name for name in globals() if name[0] != "_"))
print(sys.argv, sys.path, dict(os.environ), os.listdir("."), os.getcwd())
print(sys.modules["__main__"].__dict__ is globals(), "warm.py" in linecache.cache, threading.active_count())
`;
  assert.equal(
    await printed(warmed, code, "-e", "MODE=test"),
    `['linecache', 'os', 'sys', 'threading']
['-c'] ['', '/lib/python314.zip', '/lib/python3.14/lib-dynload', '/lib/python3.14/site-packages', '/lib/tzdata.zip', '/lib/more'] {'HOME': '/home/sandbox', 'MODE': 'test'} [] /home/sandbox
True False 1
`,
  );
});

Deno.test("files that are given with a program are found, also by modules that were imported before", async () => {
  await Deno.writeTextFile(`${folder}/helper.py`, "print('helped')\n");
  await Deno.writeTextFile(`${folder}/xml.py`, "raise SystemError\n");
  const code = "import helper, xml.dom, pure; print(pure.__name__)";
  assert.equal(
    await printed(warmed, code, "-f", `${folder}/helper.py`, "-f", `${folder}/xml.py`),
    "helped\npure\n",
  );
});

Deno.test("the same wheels and the same program give the same bytes, wherever that stands", async () => {
  await Deno.mkdir(`${folder}/elsewhere`);
  const again = `${folder}/again.env`;
  const { code, stderr } = await build(again, WARM, ["native_one", "pure"], "elsewhere/warm.py");
  assert.equal(code, 0, stderr);
  const [one, other] = await Promise.all([warmed, again].map((path) => Deno.readFile(path)));
  assert.ok(one!.length === other!.length && one!.every((byte, at) => byte === other![at]));
});

Deno.test("the environment has the digest of the program, and says so", async () => {
  const { code, stdout } = await pysandbox(["packages", "show", warmed]);
  assert.equal(code, 0);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(WARM));
  const said = `warmed by: warm.py sha256:${new Uint8Array(digest).toHex()}`;
  assert.ok(stdout.split("\n").includes(said), stdout);
});

Deno.test("an interpreter needs room for what was left in it", async () => {
  const large = `${folder}/large.env`;
  const { code, stderr } = await build(
    large,
    "import pure\npure.cache['large'] = b'x' * 50_000_000\n",
    ["pure"],
  );
  assert.equal(code, 0, stderr);
  const run = (heap: string) =>
    pysandbox([
      "run",
      "-p",
      large,
      "-H",
      heap,
      "-c",
      "import pure; print(len(pure.cache['large']))",
    ]);
  const refused = await run("64");
  assert.equal(refused.code, 125);
  assert.match(
    refused.stderr,
    /^pysandbox: the sandbox did not start: Its memory image takes \d{8} bytes, for which --max-heap has no room\n$/,
  );
  assert.equal((await run("100")).stdout, "50000000\n");
});

Deno.test("generators of packages are seeded anew in each run, and by --seed; fixed ones stay as they are", async () => {
  const environment = `${folder}/chance.env`;
  const { code, stderr } = await build(environment, "import chance", ["chance"]);
  assert.equal(code, 0);
  assert.match(stderr, /^pysandbox: wrote \S+chance\.env \(\d+\w+\): chance 1\n$/);
  const program = "import chance, random\n" +
    "print(chance.fixed.random(), chance.fixed_later.random())\n" +
    "print(chance.rng.random(), chance.own.random(), random.random())";
  const runs = [];
  for (const options of [[], [], ["--seed", "5"], ["--seed", "5"]]) {
    runs.push((await printed(environment, program, ...options)).split("\n"));
  }
  const [one, other, seeded, again] = runs as [string[], string[], string[], string[]];
  assert.deepEqual(new Set(runs.map(([fixed]) => fixed)).size, 1);
  const numbers = [...one[1]!.split(" "), ...other[1]!.split(" "), ...seeded[1]!.split(" ")];
  assert.equal(new Set(numbers).size, 9);
  assert.equal(seeded[1], again[1]);
});

Deno.test("who has drawn random bytes that each run has in common is named", async () => {
  const environment = `${folder}/token.env`;
  const { code, stderr } = await build(
    environment,
    "import chance.token, os\nkept = chance.token.kept = os.urandom(3)",
    ["chance"],
  );
  assert.equal(code, 0);
  assert.match(
    stderr,
    /^pysandbox: --warm \S+warm\.py: warning: random bytes were drawn by chance\.token \(12 bytes\), the program itself \(3 bytes\); what was made of them is the same in each run, also without --seed\npysandbox: wrote /,
  );
});

/** What the command says of a program that cannot warm up, with what that has written. */
async function refused(program: string, ...packages: string[]): Promise<string> {
  const output = `${folder}/refused.env`;
  const { code, stdout, stderr } = await build(output, program, ["pure", ...packages]);
  assert.deepEqual([code, stdout], [1, ""], stderr);
  await assert.rejects(Deno.stat(output));
  await assert.rejects(Deno.stat(`${output}.new`));
  return stderr.replaceAll(`${folder}/`, "");
}

Deno.test("a program that fails is refused; its traceback is shown, without what would control a terminal", async () => {
  assert.equal(
    await refused("print('\\x1b]0;title\\x07', end='')\nimport pure\npure.missing\n"),
    `^[]0;title^GTraceback (most recent call last):
  File "warm.py", line 3, in <module>
    pure.missing
AttributeError: module 'pure' has no attribute 'missing'
pysandbox: --warm warm.py: it ended with status 1
`,
  );
  assert.equal(
    await refused("import sys; sys.exit(3)"),
    "pysandbox: --warm warm.py: it ended with status 3\n",
  );
  assert.equal(
    await refused("import os; print('no newline', end=''); os._exit(0)"),
    "no newline\npysandbox: --warm warm.py: it ended its interpreter (os._exit)\n",
  );
  assert.match(
    await refused("x = b'x' * 300_000_000"),
    /MemoryError\npysandbox: --warm warm\.py: it needs more memory than 256MiB\n$/,
  );
  assert.match(
    await refused("while True: print('x' * 1000)"),
    /x\npysandbox: --warm warm\.py: it wrote more than 1MiB\n$/,
  );
});

Deno.test("what an image cannot keep is refused, and named", async () => {
  assert.equal(
    await refused(`
import os, sys, ctypes, signal
sys.stdin.read()
signal.setitimer(signal.ITIMER_REAL, 1000)
kept = ctypes.kept = ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 5)
sys.__stdin__.close()
`),
    "pysandbox: --warm warm.py: a memory image cannot keep what it has left: it has read standard input; " +
      "a timer is running (signal.setitimer or signal.alarm); sys.__stdin__ is closed; " +
      "C code can call 1 functions by ctypes\n",
  );
  assert.equal(
    await refused(`
import os, sys
sys.kept = open("open\\nfile", "w")
os.mkdir("/tmp/made")
os.chdir("/tmp/made")
os.remove("/lib/tzdata.zip")
with open("/lib/python314.zip", "ab") as file: file.write(b"x")
`),
    "pysandbox: --warm warm.py: a memory image cannot keep what it has left: " +
      "'/home/sandbox/open file' is open (descriptor 4); " +
      "it has left '/home/sandbox/open file', which no later program finds; " +
      "it has left '/tmp/made', which no later program finds; " +
      "it has removed '/lib/tzdata.zip', which every later program finds; " +
      "it has changed '/lib/python314.zip', which every later program finds as it was; and 1 more\n",
  );
});

Deno.test("a program that cannot be read is refused by name", async () => {
  const { code, stderr } = await pysandbox(
    ["packages", "build", "--wheels", wheels, "--warm", "none.py", "-o", `${folder}/x.env`],
  );
  assert.deepEqual([code, stderr], [2, "pysandbox: --warm: cannot read 'none.py'\n"]);
});
