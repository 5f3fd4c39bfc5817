/** Environments by the real command: made of wheels that are put together here, and used. */
import assert from "node:assert/strict";
import {
  deepModule,
  nativeModule,
  SUFFIX,
  TAGS,
  wheel,
  type WheelFiles,
} from "../packages/make_wheel.ts";
import { pysandbox } from "./command.ts";

const folder = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const wheels = `${folder}/wheels`;
const environment = `${folder}/all.env`;

async function put(
  name: string,
  project: string,
  version: string,
  files: WheelFiles,
  where = wheels,
): Promise<void> {
  await Deno.mkdir(where, { recursive: true });
  await Deno.writeFile(`${where}/${name}.whl`, wheel(project, version, files));
}

await put("pure-1.2-py3-none-any", "pure", "1.2", {
  "pure/__init__.py": "from . import deep\ndef double(x):\n    return 2 * x  # twice\n",
  "pure/deep/__init__.py": "",
  "pure/deep/fails.py": "def fail():\n    raise LookupError('on purpose')\n",
  "pure/data.txt": "some data\n",
  "pure-1.2.dist-info/licenses/LICENSE": "Be kind.\n",
  "pure/broken.py": "def (:\n",
  "space/part_one.py": "one = 1\n",
  "alone.py": "import pure\n",
});
await put("space_two-1-py3-none-any", "space_two", "1", { "space/part_two.py": "two = 2\n" });
await put(`native_one-3.0-${TAGS}`, "native_one", "3.0", {
  [`native_one/_n${SUFFIX}`]: nativeModule("_n"),
  "native_one/__init__.py": "from ._n import answer\n",
});

await put(`deep_one-1-${TAGS}`, "deep_one", "1", {
  [`deep_one${SUFFIX}`]: deepModule("deep_one"),
});

const built = await pysandbox(["packages", "build", "--wheels", wheels, "-o", environment]);

/** What a program prints that has the packages. */
async function printed(code: string, ...options: string[]): Promise<string> {
  const { code: status, stdout, stderr } = await pysandbox(
    ["run", "-p", environment, ...options, "-c", code],
  );
  assert.deepEqual([status, stderr], [0, ""], code);
  return stdout;
}

Deno.test("an environment is made of all wheels of a folder, and the command says of which", () => {
  assert.equal(built.code, 0, built.stderr);
  assert.match(
    built.stderr,
    /^pysandbox: wrote \S+all\.env \(\d+\w+\): deep-one 1, native-one 3\.0, pure 1\.2, space-two 1\n$/,
  );
});

Deno.test("a native module is imported by CPython's own loader, and works", async () => {
  assert.equal(
    await printed(
      "import native_one, sys\n" +
        "print(native_one.answer(), native_one._n.__file__, type(native_one._n.__loader__).__name__)\n" +
        // Made anew, it is constructed no second time.
        "del sys.modules['native_one._n'], sys.modules['native_one']\n" +
        "import native_one\nprint(native_one.answer())",
      "--walls",
      "require",
    ),
    `42 /lib/python3.14/site-packages/native_one/_n${SUFFIX} ExtensionFileLoader\n42\n`,
  );
});

Deno.test("recursion in a native module is a RecursionError that can be caught, however little of the stack it takes", async () => {
  const code = `
import deep_one
for _ in range(2):
    try: deep_one.deep(1)
    except RecursionError as error: print(str(error)[:14])
`;
  assert.equal(await printed(code), "Stack overflow\nStack overflow\n");
});

Deno.test("packages are as they are elsewhere: metadata, resources, sources, parts of one namespace", async () => {
  const code = `
import importlib.metadata, importlib.resources, inspect, pkgutil, os, traceback
import pure, alone, space.part_one, space.part_two, pure.deep.fails
print(importlib.metadata.version("pure"), sorted(d.name for d in importlib.metadata.distributions()))
print(importlib.resources.files("pure").joinpath("data.txt").read_text(), end="")
print(inspect.getsource(pure.double), end="")
print([m.name for m in pkgutil.iter_modules(pure.__path__)], space.__path__)
print(open(os.path.join(os.path.dirname(pure.__file__), "data.txt")).read(), end="")
print(pure.__spec__.loader.get_code("pure").co_filename, pure.__cached__ if hasattr(pure, "__cached__") else None)
try:
    pure.deep.fails.fail()
except LookupError:
    print(traceback.format_exc().splitlines()[-2].strip())
try:
    import pure.broken
except SyntaxError as error:
    print(error.filename, error.lineno)
try:
    import pure.missing
except ModuleNotFoundError as error:
    print(error)
`;
  assert.equal(
    await printed(code),
    `1.2 ['deep_one', 'native_one', 'pure', 'space_two', 'tzdata']
some data
def double(x):
    return 2 * x  # twice
['broken', 'deep'] _NamespacePath(['/lib/python3.14/site-packages/space'])
some data
/lib/python3.14/site-packages/pure/__init__.py /lib/python3.14/site-packages/pure/__pycache__/__init__.cpython-314.pyc
raise LookupError('on purpose')
/lib/python3.14/site-packages/pure/broken.py 1
No module named 'pure.missing'
`,
  );
});

Deno.test("a program's own modules come before packages, and the standard library before both", async () => {
  const own = `${folder}/pure.py`;
  await Deno.writeTextFile(own, "double = 'mine'\n");
  await Deno.writeTextFile(`${folder}/json.py`, "");
  assert.equal(await printed("import pure; print(pure.double)", "-f", own), "mine\n");
  assert.equal(await printed("import pure; print(pure.double(4))"), "8\n");
});

Deno.test("nobody can write where packages are, nor see more of them by listing than there is", async () => {
  const code = `
import os
root = "/lib/python3.14/site-packages"
print(sorted(os.listdir(root)))
def fails(act, *args):
    try: act(*args)
    except OSError as error: print(error.strerror)
fails(open, root + "/new.py", "w")
fails(open, root + "/alone.py", "w")
fails(open, root + "/alone.py", "a")
fails(os.mkdir, root + "/new")
fails(os.remove, root + "/alone.py")
fails(os.rename, root + "/alone.py", root + "/other.py")
fails(os.rmdir, root + "/pure")
fails(os.symlink, "/", root + "/link")
fails(os.chmod, root + "/alone.py", 0o777)
fails(os.truncate, root + "/alone.py", 0)
fails(os.rename, "/home/sandbox", root + "/home")
print(open(root + "/alone.py").read(), end="")
`;
  const lines = (await printed(code)).split("\n");
  assert.equal(
    lines[0],
    "['__pycache__', 'alone.py', 'deep_one-1.dist-info', 'deep_one.cpython-314-wasm32-emscripten.so', 'native_one', 'native_one-3.0.dist-info', 'pure', 'pure-1.2.dist-info', " +
      "'space', 'space_two-1.dist-info']",
  );
  assert.equal(lines.length, 14);
  for (const line of lines.slice(1, -2)) {
    assert.match(line, /^(Read-only file system|Permission denied|Cross-device link)$/);
  }
  assert.equal(lines.at(-2), "import pure");
});

Deno.test("nothing else can be opened as a library, and of what can nothing but its start function be found", async () => {
  const code = `
import ctypes, shutil
path = "/lib/python3.14/site-packages/native_one/_n${SUFFIX}"
shutil.copy(path, "copy.so")
for name in ["copy.so", "/home/sandbox/copy.so", "native_one/_n${SUFFIX}", "libc.so", "/lib/python3.14/site-packages/../site-packages/native_one/_n${SUFFIX}"]:
    try: print(ctypes.CDLL(name))
    except OSError: print("no")
library = ctypes.PyDLL(path)
for name in ["PyInit__n", "answer", "malloc", "system", "prepare", "__wasm_call_ctors"]:
    print(name, hasattr(library, name))
`;
  assert.equal(
    await printed(code),
    "no\n".repeat(5) + "PyInit__n True\nanswer False\nmalloc False\nsystem False\nprepare False\n" +
      "__wasm_call_ctors False\n",
  );
});

Deno.test("without the environment there are no packages, and nothing of it is left", async () => {
  const { code, stderr } = await pysandbox(["run", "-c", "import pure"]);
  assert.equal(code, 1);
  assert.match(stderr, /ModuleNotFoundError: No module named 'pure'\n$/);
});

Deno.test("an environment of which a byte has changed is refused, wherever it is", async () => {
  const bytes = await Deno.readFile(environment);
  const broken = `${folder}/broken.env`;
  const index = JSON.parse(new TextDecoder().decode(bytes.subarray(24, 4096)).replace(/\0+$/, ""));
  assert.deepEqual(Object.keys(index.members), [
    ...["python.wasm", "lazy.bin", "image.bin", "natives.json", "site.json", "site.bin"],
    "contents.json",
  ]);
  for (
    const [name, { offset, length }] of Object.entries<{ offset: number; length: number }>(
      index.members,
    )
  ) {
    const changed = bytes.slice();
    // The last lazy module is that of the native module.
    changed[offset + (name === "lazy.bin" ? length - 9 : length >> 1)]! ^= 1;
    await Deno.writeFile(broken, changed);
    const code = "import pure, alone, native_one, space.part_one, space.part_two, os\n" +
      "for folder, _, files in os.walk('/lib/python3.14/site-packages'):\n" +
      "    for file in files: open(f'{folder}/{file}').close()";
    const ended = await pysandbox(["run", "-p", broken, "-c", code]);
    // What is in a package's file, or in a lazy module, is compared when that is used.
    const used: Readonly<Record<string, [number, RegExp]>> = {
      "site.bin": [
        1,
        /\nOSError: \[Errno 29\] I\/O error: '\/lib\/python3\.14\/site-packages\/.*'\n$/,
      ],
      "lazy.bin": [139, /^pysandbox: the interpreter crashed: A part of its code has changed\n$/],
    };
    const [status, message] = used[name] ?? [
      125,
      new RegExp(`^pysandbox: --packages \\S+: its part ${name} has changed; make it again\n$`),
    ];
    assert.equal(ended.code, status, name);
    assert.match(ended.stderr, message);
  }
});

Deno.test("licenses prints those of packages behind pysandbox's own, and a program has the files", async () => {
  const file = "pure-1.2.dist-info/licenses/LICENSE";
  for (
    const [args, env] of [
      [["-p", environment], {}],
      [[], { PYSANDBOX_PACKAGES: environment }],
    ] as const
  ) {
    const { code, stdout, stderr } = await pysandbox(["licenses", ...args], { env });
    assert.deepEqual([code, stderr], [0, ""]);
    const [own, packages] = stdout.split(`\nLicences of the packages of ${environment}\n`);
    assert.match(own!, /^Licences of what is in pysandbox /);
    assert.ok(packages!.includes("\npure 1.2: names no licence [1]\n"));
    assert.ok(packages!.includes(`\n[1] ${file}\n${"-".repeat(100)}\n\n| Be kind.\n`));
  }
  const code = `print(open("/lib/python3.14/site-packages/${file}").read(), end="")`;
  assert.equal(await printed(code), "Be kind.\n");
  const { code: status, stdout, stderr } = await pysandbox(["licenses", "-p", "./none.env"]);
  assert.deepEqual([status, stdout], [2, ""]);
  assert.equal(stderr, "pysandbox: --packages ./none.env: no such file\n");
});

Deno.test("what is no environment, or not this pysandbox's, is refused by name", async () => {
  const refused = async (path: string, message: string) => {
    const { code, stderr } = await pysandbox(["run", "-p", path, "-c", "print(1)"]);
    assert.deepEqual([code, stderr], [2, `pysandbox: --packages ${path}: ${message}\n`]);
  };
  await refused(`${folder}/none.env`, "no such file");
  await refused(
    `${wheels}/pure-1.2-py3-none-any.whl`,
    "expected an environment of 'pysandbox packages build'; cannot be read",
  );
  const text = `${folder}/text.env`;
  await Deno.writeTextFile(text, "text\n".repeat(20_000));
  await refused(
    text,
    "expected an environment of 'pysandbox packages build'; The pack does not start with its magic",
  );
  const bytes = await Deno.readFile(environment);
  const old = `${folder}/old.env`;
  const at = new TextDecoder("latin1").decode(bytes.subarray(0, 4096)).indexOf('"base":"') + 8;
  bytes.set([bytes[at] === 0x30 ? 0x31 : 0x30], at);
  await Deno.writeFile(old, bytes);
  await refused(
    old,
    "made by another version of pysandbox; make it again with 'pysandbox packages build'",
  );
});

Deno.test("wheels that do not fit are refused, and the error names them and what is wrong", async () => {
  const refused = async (
    files: Readonly<Record<string, WheelFiles>>,
    words: string[],
    message: string,
  ) => {
    const where = await Deno.makeTempDir({ dir: folder });
    for (const [name, contents] of Object.entries(files)) {
      await put(name, name.split("-")[0]!, "1", contents, where);
    }
    const { code, stderr } = await pysandbox(
      ["packages", "build", "--wheels", where, "-o", `${folder}/x.env`, ...words],
    );
    assert.deepEqual([code, stderr], [1, `pysandbox: ${message.replaceAll("WHERE", where)}\n`]);
  };
  await refused({}, [], "WHERE: no wheels there");
  await refused(
    { "p-1-py3-none-any": {} },
    ["q>=2"],
    "q: the command line wants q>=2; no wheel of it in WHERE " +
      "(to get more: pysandbox packages fetch --wheels WHERE 'q>=2')",
  );
  await refused(
    { "p-1-cp314-cp314-manylinux_2_28_x86_64": {} },
    [],
    "p: expected a wheel for py3-none-any or cp314-cp314-pyemscripten_2026_0_wasm32; " +
      "there is p-1-cp314-cp314-manylinux_2_28_x86_64.whl " +
      "(to get more: pysandbox packages fetch --wheels WHERE NAME)",
  );
  await refused(
    { "p-1-py3-none-any": { "../p.py": "" } },
    [],
    'p-1-py3-none-any.whl: it has a file with the path "../p.py"',
  );
  await refused(
    { "p-1-py3-none-any": { "x.py": "1" }, "q-1-py3-none-any": { "x.py": "2" } },
    [],
    "q-1-py3-none-any.whl: another wheel has the file 'x.py' as well",
  );
  await refused(
    { [`p-1-${TAGS}`]: { "p.so": "no module" } },
    [],
    "p.so: it is no valid WebAssembly module",
  );
});
