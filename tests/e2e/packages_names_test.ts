/** Environments by name, and scripts that say what they need: by the real command, in a store of their own. */
import assert from "node:assert/strict";
import { wheel, zip } from "../packages/make_wheel.ts";
import { type Finished, pysandbox } from "./command.ts";

const folder = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const [wheels, data] = [`${folder}/wheels`, `${folder}/data`];
const store = Deno.build.os === "linux"
  ? `${data}/pysandbox/environments`
  : Deno.build.os === "darwin"
  ? `${data}/Library/Application Support/pysandbox/environments`
  : `${data}\\pysandbox\\environments`;
const env = { XDG_DATA_HOME: data, HOME: data, LOCALAPPDATA: data };

await Deno.mkdir(wheels);
for (const [name, needs] of [["one", "two>=1"], ["two", null]] as const) {
  const headers = needs === null ? [] : [`Requires-Dist: ${needs}`];
  const bytes = wheel(name, "1.5", { [`${name}.py`]: `print("${name}")\n` }, headers);
  await Deno.writeFile(`${wheels}/${name}-1.5-py3-none-any.whl`, bytes);
}

async function command(args: readonly string[], stdin = ""): Promise<Finished> {
  return await pysandbox(args, { env, cwd: folder, stdin });
}

async function build(...args: string[]): Promise<Finished> {
  return await command(["packages", "build", "--wheels", "wheels", ...args]);
}

async function assertRefused(args: readonly string[], message: string, status = 2): Promise<void> {
  const { code, stdout, stderr } = await command(args);
  assert.deepEqual([code, stdout, stderr], [status, "", `pysandbox: ${message}\n`]);
}

await Deno.writeTextFile(`${folder}/all.txt`, "# what there is to have\none\n");

// Two at once, which write the same file.
const [first, second] = await Promise.all([
  build("--name", "pair", "one"),
  build("--name", "pair", "-r", "all.txt"),
]);

Deno.test("an environment that has a name is used by it, and nobody else can read it", async () => {
  for (const { code, stderr } of [first, second]) {
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^pysandbox: wrote pair \(\d+KiB\): one 1\.5, two 1\.5\n$/);
  }
  const { stdout, stderr } = await command(["run", "-p", "pair", "-c", "import one, two"]);
  assert.deepEqual([stdout, stderr], ["one\ntwo\n", ""]);
  assert.deepEqual([...Deno.readDirSync(store)].map(({ name }) => name), ["pair.env"]);
  if (Deno.build.os !== "windows") {
    assert.equal(Deno.statSync(store).mode! & 0o777, 0o700);
    assert.equal(Deno.statSync(`${store}/pair.env`).mode! & 0o777, 0o600);
  }
});

Deno.test("show says what an environment is made of, by name and by path", async () => {
  const { code, stdout } = await command(["packages", "show", "pair"]);
  assert.equal(code, 0);
  const [facts, ...packages] = stdout.split("\n\n");
  assert.match(
    facts!,
    /^file: {5}\S.*pair\.env\nsize: {5}\d\.\d MiB\nmade by: {2}pysandbox \S+\nmade for: one$/,
  );
  assert.equal(packages.length, 2);
  assert.match(packages[0]!, /^one 1\.5\n {2}one-1\.5-py3-none-any\.whl\n {2}sha256:[0-9a-f]{64}$/);
  assert.equal((await command(["packages", "show", `${store}/pair.env`])).stdout, stdout);
  await assertRefused(["packages", "show", "./pair"], "packages show ./pair: no such file");
});

Deno.test("list has what there is, broken ones as such, and remove removes", async () => {
  const bytes = await Deno.readFile(`${store}/pair.env`);
  await Deno.writeFile(`${store}/short.env`, bytes.subarray(0, -4096));
  await Deno.writeTextFile(`${store}/text.env`, "no environment\n".repeat(1000));
  await Deno.writeTextFile(`${store}/pair.env.0.new`, "what a killed build leaves");
  const other = bytes.slice();
  const at = new TextDecoder("latin1").decode(bytes.subarray(0, 4096)).indexOf('"base":"') + 8;
  other.set([bytes[at] === 0x30 ? 0x31 : 0x30], at);
  await Deno.writeFile(`${store}/other.env`, other);
  const { code, stdout } = await command(["packages", "list"]);
  assert.equal(code, 0);
  const rows = stdout.trimEnd().split("\n").map((line) => line.split(/ {2,}/));
  assert.deepEqual(rows.map(([name, , text]) => [name, text]), [
    ["other", "made by another version of pysandbox: one 1.5, two 1.5"],
    ["pair", "one 1.5, two 1.5"],
    ["short", "broken: it has another length than when it was made"],
    ["text", "broken: The pack does not start with its magic"],
  ]);
  assert.deepEqual(rows.map(([, size]) => size!.replace(/\d+\.\d/, "N")), [
    "N MiB",
    "N MiB",
    "-",
    "-",
  ]);
  // A later build removes what is old.
  await Deno.utime(`${store}/pair.env.0.new`, 0, 0);
  await Deno.writeTextFile(`${store}/pair.env.1.new`, "what a build writes now");
  assert.equal((await build("--name", "again", "two")).code, 0);
  const unfinished = [...Deno.readDirSync(store)].filter(({ name }) => name.endsWith(".new"));
  assert.deepEqual(unfinished.map(({ name }) => name), ["pair.env.1.new"]);
  for (const name of ["again", "other", "short", "text"]) {
    assert.equal((await command(["packages", "remove", name])).code, 0);
  }
  await assertRefused(
    ["packages", "remove", "text"],
    "packages remove: no environment 'text'; there is pair",
  );
});

Deno.test("a word is a path where it has a dot or a separator, or is a file here", async () => {
  const missing = "--packages none: no environment of that name (see: pysandbox packages list)";
  await assertRefused(["run", "-p", "none", "-c", "1"], missing);
  await assertRefused(["run", "-p", "./none", "-c", "1"], "--packages ./none: no such file");
  await assertRefused(["run", "-p", "none.env", "-c", "1"], "--packages none.env: no such file");
  await Deno.writeTextFile(`${folder}/here`, "x");
  await assertRefused(
    ["run", "-p", "here", "-c", "1"],
    "--packages here: expected an environment of 'pysandbox packages build'; cannot be read",
  );
  for (const name of ["../x", "a.b", "", "con", "-x"]) {
    await assertRefused(
      ["packages", "build", "--wheels", "wheels", `--name=${name}`, "two"],
      `--name: expected a name of letters, digits, '-' and '_', at most 64; got '${name}'`,
    );
  }
});

const SCRIPT =
  '# /// script\n# dependencies = ["Two >= 1"]\n# ///\nimport two, sys\nprint(sys.argv)\n';

Deno.test("a script that says what it needs has it, once an environment was made for that", async () => {
  await Deno.writeTextFile(`${folder}/needy.py`, SCRIPT);
  const problem = "needs packages, and no environment was made for them (or use --packages): " +
    "pysandbox packages build --wheels DIR";
  await assertRefused(["run", "needy.py", "x"], `needy.py ${problem} --script needy.py`);
  await assertRefused(["run", "-c", SCRIPT], `-c ${problem} 'Two >= 1'`);
  const built = await build("--script", "needy.py");
  assert.match(built.stderr, /^pysandbox: wrote for-[0-9a-f]{12} \(\d+KiB\): two 1\.5\n$/);
  await Deno.mkdir(`${folder}/app`);
  await Deno.writeTextFile(`${folder}/app/__main__.py`, SCRIPT);
  await Deno.writeFile(`${folder}/app.pyz`, zip({ "__main__.py": SCRIPT }));
  for (
    const [args, shown, stdin] of [
      [["needy.py", "x"], "needy.py', 'x'"],
      [["-c", SCRIPT, "x"], "-c', 'x'"],
      [["-"], "-'", SCRIPT],
      [["app"], "app'"],
      [["app.pyz"], "app.pyz'"],
    ] as const
  ) {
    const { stdout, stderr } = await command(["run", ...args], stdin);
    assert.deepEqual([stdout, stderr], [`two\n['${shown}]\n`, ""]);
  }
});

Deno.test("an environment that is named on the command line is used, whatever the script says", async () => {
  const text = SCRIPT.replace("Two >= 1", "nowhere");
  const { stdout } = await command(["run", "-p", "pair", "-"], text);
  assert.equal(stdout, "two\n['-']\n");
});

Deno.test("a script for another Python is not run, and one that needs no packages is run as it is", async () => {
  const of = (toml: string) => `# /// script\n# ${toml}\n# ///\nprint("ran")\n`;
  await assertRefused(
    ["run", "-c", of('requires-python = ">=3.15"')],
    "-c requires Python >=3.15, and this is 3.14.2",
  );
  await assertRefused(
    ["run", "-c", of("dependencies = [")],
    "-c: its block '# /// script' is no TOML: expected a value in its line 1",
  );
  const { stdout } = await command(["run", "-c", of('requires-python = ">=3.11"')]);
  assert.equal(stdout, "ran\n");
  await Deno.writeTextFile(`${folder}/plain.py`, "print(1)\n");
  for (
    const [path, message] of [
      ["plain.py", "'plain.py' does not say what it needs (# /// script, PEP 723)"],
      ["none.py", "can't open 'none.py': no such file"],
    ] as const
  ) {
    const status = path === "none.py" ? 127 : 2;
    const args = ["packages", "build", "--wheels", "wheels", "--script", path];
    await assertRefused(args, `--script: ${message}`, status);
  }
});
