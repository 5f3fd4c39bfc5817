import assert from "node:assert/strict";
import { copyProject } from "../fixtures/project_copy.ts";
import { BINARY, pysandbox, start } from "./command.ts";

interface Component {
  readonly name: string;
  readonly part: string;
  readonly version: string | null;
  readonly texts: readonly string[];
}

const LICENSES = new URL("../../assets/licenses/", import.meta.url);

async function components(): Promise<readonly Component[]> {
  return JSON.parse(await Deno.readTextFile(new URL("index.json", LICENSES))).components;
}

Deno.test("licenses prints the licences of all that is inside, and nothing else", async () => {
  const { code, stdout, stderr } = await pysandbox(["licenses"]);
  assert.deepEqual([code, stderr], [0, ""]);
  const version = (await pysandbox(["--version"])).stdout;
  const [, own, python, pyodide, deno] =
    /^pysandbox (\S+) \([^,]+, Python (\S+), Pyodide (\S+), Deno (\S+), V8 \S+\)\n$/.exec(version)!;
  // The base of an executable may be of another release than the Deno that compiled it (DENORT_BIN).
  if (BINARY === undefined) assert.ok(stdout.includes(`\nDeno ${deno}: MIT `));
  assert.ok(stdout.startsWith(`Licences of what is in pysandbox ${own}\n\n`));
  for (const entry of [`Pyodide ${pyodide}`, `CPython ${python}`]) {
    assert.ok(stdout.includes(`\n${entry}: `), entry);
  }
  for (const { name, texts } of await components()) {
    assert.match(stdout, new RegExp(`^${RegExp.escape(name)}( \\S+)?: `, "m"));
    for (const file of texts) {
      const text = await Deno.readTextFile(new URL(file, LICENSES));
      assert.ok(stdout.includes(text.replace(/^\n+|\s+$/g, "").replaceAll("\r\n", "\n")), file);
    }
  }
  // Of npm's packages those that the server of the Model Context Protocol is bundled from.
  assert.match(stdout, /^@modelcontextprotocol\/server \S+: Apache-2\.0 /m);
  assert.match(stdout, /^Permission is hereby granted/m);
  assert.ok(stdout.endsWith("\n"));
});

Deno.test("licenses ends quietly with 141 where nobody reads them", async () => {
  const child = start(["licenses"]);
  await child.stdout.cancel();
  await child.stdin.close();
  const stderr = await new Response(child.stderr).text();
  assert.deepEqual([(await child.status).code, stderr], [141, ""]);
});

/** Prints what Python says of the libraries that are built into it, in the index's words. */
const LIBRARIES = `
import ctypes, bz2, decimal, lzma, pyexpat, sqlite3, sys, unicodedata, zlib
from compression import zstd
print("CPython", sys.version.split()[0])
print("Expat", pyexpat.EXPAT_VERSION.removeprefix("expat_"))
print("libmpdec", decimal.__libmpdec_version__)
print("Unicode Character Database", unicodedata.unidata_version)
print("zlib", zlib.ZLIB_RUNTIME_VERSION)
print("Zstandard", zstd.zstd_version)
print("SQLite", sqlite3.sqlite_version)
print(*sorted({"_ssl", "_hashlib", "readline", "_tkinter", "_dbm", "_gdbm", "_curses", "_uuid"}
    .intersection(sys.builtin_module_names)))
`;

Deno.test("the licences name the libraries in Python by the versions that they have", async () => {
  const { code, stdout, stderr } = await pysandbox(["run", "-q", "-c", LIBRARIES]);
  assert.deepEqual([code, stderr], [0, ""]);
  const lines = stdout.split("\n");
  // The last two: no module of a library that the index does not have, and the end.
  assert.deepEqual(lines.slice(-2), ["", ""]);
  const printed = (await pysandbox(["licenses"])).stdout;
  const python = printed.slice(printed.indexOf("\nPyodide "), printed.indexOf("\ntzdata "));
  for (const line of lines.slice(0, -2)) assert.ok(python.includes(`\n${line}: `), line);
});

Deno.test({
  name: `from source, licences that cannot be collected are one line and exit status 125${
    BINARY === undefined ? "" : " (not tried: an executable carries its licences)"
  }`,
  ignore: BINARY !== undefined,
  fn: async () => {
    await using project = await copyProject();
    await Deno.remove(`${project.path}/assets/licenses/zlib.txt`);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", "start", "licenses"],
      cwd: project.path,
      env: { NO_COLOR: "1" },
    }).output();
    const decoder = new TextDecoder();
    assert.deepEqual([code, decoder.decode(stdout)], [125, ""]);
    assert.equal(
      decoder.decode(stderr),
      "pysandbox: the licences could not be collected: " +
        "assets/licenses/zlib.txt is missing (try 'deno task notices')\n",
    );
  },
});
