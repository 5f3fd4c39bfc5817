/** Warmed-up environments by the real command: what a program leaves in the interpreter's memory is how later ones begin. */
import assert from "node:assert/strict";
import { SUFFIX } from "../packages/make_wheel.ts";
import { pysandbox } from "./command.ts";
import { build, folder, printed, WARM, wheels } from "./packages_warmed.ts";
import { QUIET_END, Served } from "./served.ts";

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

Deno.test("a server's interpreters begin so as well, however warm they are", async () => {
  await using server = new Served("-p", warmed, "--spares", "1");
  await server.untilLoad({ spares: 1 });
  const code = "import decimal, pure\n[str(decimal.Decimal(1) / 3), pure.cache['variable'].get()]";
  // With a seed, a program finds an interpreter that has taken all steps of its warm-up.
  const answer = await server.ask({ code, seed: 1 });
  assert.deepEqual([answer.stderr, answer.output], ["", ["0.33333", "a value of its own"]]);
  assert.deepEqual(await server.end(), QUIET_END);
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

Deno.test("the environment has the digest of the program, and says so", async () => {
  const { code, stdout } = await pysandbox(["packages", "show", warmed]);
  assert.equal(code, 0);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(WARM));
  const said = `warmed by: warm.py sha256:${new Uint8Array(digest).toHex()}`;
  assert.ok(stdout.split("\n").includes(said), stdout);
});

Deno.test("a program that cannot be read is refused by name", async () => {
  const { code, stderr } = await pysandbox(
    ["packages", "build", "--wheels", wheels, "--warm", "none.py", "-o", `${folder}/x.env`],
  );
  assert.deepEqual([code, stderr], [2, "pysandbox: --warm: cannot read 'none.py'\n"]);
});
