/** The executable works wherever it is put, whatever it is called, and whoever starts it from where. */
import assert from "node:assert/strict";
import { BINARY } from "./command.ts";
import { asNobody, copyTo, executableTest, wordsOf } from "./executable.ts";
import { type BashOptions, inBash } from "./in_bash.ts";

const PROGRAM = "import sys; print(6 * 7, sys.argv)";
const ARGS = ["run", "-c", PROGRAM, "word"];
const PRINTED = "42 ['-c', 'word']\n";
const ODD_NAME = "py sand\u2013box \u00fc";

/** A line of bash, with `"$@"` for the command, after which the program has run as it always does. */
async function expectRun(line: string, options: BashOptions = {}): Promise<void> {
  const { code, stdout, stderr } = await inBash(line, ARGS, options);
  assert.deepEqual([code, stdout, stderr], [0, PRINTED, ""]);
}

executableTest("the executable names all that is inside", async () => {
  const { code, stdout, stderr } = await inBash('exec "$@"', ["--version"]);
  assert.match(
    stdout,
    /^pysandbox \d+\.\d+\.\d+\S* \(commit ([0-9a-f]{12}(-dirty)?|unknown), Python \d+\.\d+\.\d+, Pyodide [\d.]+, Deno \d+\.\d+\.\d+, V8 \d[\d.]+\S*\)\n$/,
  );
  assert.deepEqual([code, stderr], [0, ""]);
}, { unix: true });

executableTest("the executable needs no environment variable", async () => {
  await expectRun('exec env -i "$@"');
}, { unix: true });

executableTest("the executable needs no home and no temporary folder", async () => {
  const names = ["HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"];
  for (const place of ["/nonexistent", "/proc"]) {
    await expectRun('exec "$@"', { env: Object.fromEntries(names.map((name) => [name, place])) });
  }
});

executableTest("the executable runs from any folder", async (folder) => {
  const odd = `${folder}/${ODD_NAME}`;
  await Deno.mkdir(odd);
  const unreadable = `${folder}/unreadable`;
  await Deno.mkdir(unreadable, { mode: 0o111 });
  for (const cwd of ["/", "/proc", odd, unreadable]) await expectRun('exec "$@"', { cwd });
  await Deno.chmod(unreadable, 0o755);
  await expectRun(`mkdir $'${folder}/\\xff'; cd $'${folder}/\\xff'; exec "$@"`);
});

executableTest("scripts are found from a folder with an odd name", async (folder) => {
  const name = `a script \u00fc.py`;
  await Deno.writeTextFile(`${folder}/${name}`, "import sys; print(sys.argv)");
  const { code, stdout } = await inBash('exec "$@"', ["run", name], { cwd: folder });
  assert.deepEqual([code, stdout], [0, `['${name}']\n`]);
}, { unix: true });

/** Deno asks for the working folder before any of our code runs; the test is here to see the day when it no longer does. */
executableTest(
  "a working folder that was deleted is an error before anything runs",
  async (folder) => {
    const line = `mkdir '${folder}/gone'; cd '${folder}/gone'; rmdir '${folder}/gone'; exec "$@"`;
    const { code, stdout, stderr } = await inBash(line, ARGS);
    assert.equal(stdout, "");
    assert.match(stderr, /No such file or directory/);
    assert.notEqual(code, 0);
  },
);

executableTest("the executable works under any name and through symbolic links", async (folder) => {
  const copy = await copyTo(`${folder}/${ODD_NAME}`);
  await Deno.symlink(copy, `${folder}/link`);
  await Deno.symlink("link", `${folder}/link to a link`);
  for (const path of [copy, `${folder}/link to a link`]) {
    await expectRun('shift; exec env -i "$PROGRAM" "$@"', { env: { PROGRAM: path } });
  }
  // Looked up, by names that a lookup delivers relative to the working folder as well.
  for (const [path, cwd] of [[folder, "/"], [".", folder], ["", folder]] as const) {
    const line = `shift; PATH=${path ? `'${path}'` : ":"}; exec '${ODD_NAME}' "$@"`;
    await expectRun(line, { cwd });
  }
  for (const name of ["", "--jail"]) {
    await expectRun(`exec -a '${name}' "$@"`);
  }
});

executableTest("the executable has a prompt, which runs statements from a pipe", async () => {
  const { code, stdout, stderr } = await inBash(`"$@" <<<$'x = 40\\nx + 2\\n1/0'`, ["repl"]);
  assert.deepEqual([code, stdout], [1, "42\n"]);
  assert.match(stderr, /\nZeroDivisionError: division by zero\n$/);
}, { unix: true });

const nobody = asNobody();

executableTest(
  "another user can run the executable who may only read and execute it",
  async (folder) => {
    const copy = await copyTo(`${folder}/pysandbox`);
    const { code, stdout, stderr } = await inBash(
      `shift; id -u; ! touch '${copy}' 2>/dev/null || exit 99; exec env -i HOME=/root '${copy}' "$@"`,
      ARGS,
      { within: wordsOf(nobody), cwd: "/" },
    );
    assert.deepEqual([code, stdout, stderr], [0, `65534\n${PRINTED}`, ""]);
  },
  { within: nobody },
);

executableTest("six copies run at once, each on its own", async () => {
  const program =
    "import sys, random; print(sys.argv[1], random.random()); sys.exit(int(sys.argv[1]))";
  const runs = await Promise.all(
    Array.from({ length: 6 }, (_, at) => inBash('exec "$@"', ["run", "-c", program, String(at)])),
  );
  const numbers = runs.map(({ code, stdout, stderr }, at) => {
    assert.deepEqual([code, stderr], [at, ""]);
    const [name, number] = stdout.split(" ");
    assert.equal(name, String(at));
    return number;
  });
  assert.equal(new Set(numbers).size, 6);
}, { unix: true });

executableTest("nothing of the environment reaches the sandbox's process", async (folder) => {
  // The shell waits for the program's first word, looks at the process below it, and ends it.
  const line = `mkfifo '${folder}/said'
      "$@" >'${folder}/said' 2>/dev/null & host=$!
      read -r word <'${folder}/said'; echo "$word"
      for jail in $(cat /proc/$host/task/*/children); do
        tr '\\0' '\\n' </proc/$jail/environ; readlink /proc/$jail/cwd; tr '\\0' '\\n' </proc/$jail/cmdline
      done
      kill -9 $host`;
  const env = { SECRET: "of the host", DENO_DIR: "/nonexistent", PYTHONPATH: "/nonexistent" };
  const args = ["run", "-c", "import time; print('ready'); time.sleep(600)"];
  const { stdout } = await inBash(line, args, { env });
  const seen = stdout.split("\n").slice(0, 5);
  assert.deepEqual(seen, ["ready", "TZ=UTC", "/", await Deno.realPath(BINARY!), "--jail"]);
});
