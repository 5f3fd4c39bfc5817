/** Warmed-up environments by the real command: what is refused, drawn at random or large, and that the same gives the same bytes. */
import assert from "node:assert/strict";
import { pysandbox } from "./command.ts";
import { build, folder, printed, refused, WARM } from "./packages_warmed.ts";

const warmed = `${folder}/warmed.env`;
assert.equal((await build(warmed, WARM, ["pure", "native_one"])).code, 0);

Deno.test("the same wheels and the same program give the same bytes, wherever that stands", async () => {
  await Deno.mkdir(`${folder}/elsewhere`);
  const again = `${folder}/again.env`;
  const { code, stderr } = await build(again, WARM, ["native_one", "pure"], "elsewhere/warm.py");
  assert.equal(code, 0, stderr);
  const [one, other] = await Promise.all([warmed, again].map((path) => Deno.readFile(path)));
  assert.ok(one!.length === other!.length && one!.every((byte, at) => byte === other![at]));
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
