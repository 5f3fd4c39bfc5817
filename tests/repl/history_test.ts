import assert from "node:assert/strict";
import { History, MOST_ENTRIES } from "../../src/repl/history.ts";
import { onlyOn, tryTest } from "../needs.ts";

/** A folder for the state, inside one that is removed. */
function stateFolder(): Disposable & { path: string; root: string } {
  const root = Deno.makeTempDirSync();
  return {
    root,
    path: `${root}/state/pysandbox`,
    [Symbol.dispose]: () => Deno.removeSync(root, { recursive: true }),
  };
}

/** A history that must not complain. */
async function open(folder: string): Promise<History> {
  const history = new History(folder, (why) => assert.fail(why));
  await history.load();
  return history;
}

Deno.test("statements are there again, of several lines too, and each only once in a row", async () => {
  using folder = stateFolder();
  const first = await open(folder.path);
  for (const source of ["x = 1", "def f():\n    'caf\u00e9'\n    ", "y", "y", "  ", "x = 1"]) {
    await first.add(source);
  }
  const expected = ["x = 1", "def f():\n    'caf\u00e9'", "y", "x = 1"];
  assert.deepEqual(first.entries, expected);
  assert.deepEqual((await open(folder.path)).entries, expected);
});

tryTest({
  name: "folder and file are the user's alone, and become so",
  lacks: null,
  elsewhere: onlyOn("Unix", "modes of files"),
  fn: async () => {
    using folder = stateFolder();
    await (await open(folder.path)).add("secret");
    const modes = () =>
      [folder.path, `${folder.path}/history`].map((path) => Deno.statSync(path).mode! & 0o777);
    assert.deepEqual(modes(), [0o700, 0o600]);
    Deno.chmodSync(folder.path, 0o755);
    Deno.chmodSync(`${folder.path}/history`, 0o644);
    assert.deepEqual((await open(folder.path)).entries, ["secret"]);
    assert.deepEqual(modes(), [0o700, 0o600]);
  },
});

Deno.test("lines that are torn or of somebody else are left out", async () => {
  using folder = stateFolder();
  Deno.mkdirSync(folder.path, { recursive: true });
  Deno.writeTextFileSync(
    `${folder.path}/history`,
    '"one"\nprint(2)\n{"three": 3}\n\xff\n"four"\n"to',
  );
  const history = await open(folder.path);
  assert.deepEqual(history.entries, ["one", "four"]);
  await history.add("five");
  assert.deepEqual((await open(folder.path)).entries, ["one", "four", "five"]);
});

Deno.test("a file that has grown is cut to its newest entries, once a prompt begins", async () => {
  using folder = stateFolder();
  Deno.mkdirSync(folder.path, { recursive: true });
  const lines = Array.from({ length: 2 * MOST_ENTRIES + 1 }, (_, index) => `"x${index}"\n`);
  const path = `${folder.path}/history`;
  Deno.writeTextFileSync(path, lines.join(""));
  const history = await open(folder.path);
  assert.equal(history.entries.length, MOST_ENTRIES);
  assert.equal(Deno.readTextFileSync(path), lines.slice(-MOST_ENTRIES).join(""));
  await history.add("new");
  assert.equal(history.entries.length, MOST_ENTRIES);
  assert.deepEqual(history.entries.slice(-2), [`x${2 * MOST_ENTRIES}`, "new"]);
  assert.deepEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["history"]);
});

Deno.test("statements that are too long to keep last as long as the prompt", async () => {
  using folder = stateFolder();
  const history = await open(folder.path);
  await history.add("x".repeat(100_000));
  await history.add("short");
  assert.equal(history.entries.length, 2);
  assert.deepEqual((await open(folder.path)).entries, ["short"]);
});

Deno.test("a file that is far too large is neither read whole nor kept", async () => {
  using folder = stateFolder();
  Deno.mkdirSync(folder.path, { recursive: true });
  const line = `${JSON.stringify("x".repeat(50_000))}\n`;
  const path = `${folder.path}/history`;
  Deno.writeTextFileSync(path, line.repeat(400));
  const history = await open(folder.path);
  assert.ok(history.entries.length < 400);
  await history.add("last");
  assert.ok(Deno.statSync(path).size < 5_000_000);
  assert.equal((await open(folder.path)).entries.at(-1), "last");
});

Deno.test("prompts that run at the same time lose nothing of each other, while files are cut too", async () => {
  using folder = stateFolder();
  Deno.mkdirSync(folder.path, { recursive: true });
  const path = `${folder.path}/history`;
  Deno.writeTextFileSync(path, '"old"\n'.repeat(2 * MOST_ENTRIES));
  const script = new URL("../fixtures/repl/add_history.ts", import.meta.url);
  const words = ["run", "--quiet", "--no-prompt", "-A", script.pathname, folder.path];
  const runs = ["a", "b", "c", "d"].map((name) =>
    new Deno.Command(Deno.execPath(), { args: [...words, name] }).output()
  );
  for (const { success, stderr } of await Promise.all(runs)) {
    assert.ok(success, new TextDecoder().decode(stderr));
  }
  const entries = new Set((await open(folder.path)).entries);
  for (const name of ["a", "b", "c", "d"]) {
    for (let index = 0; index < 40; index++) {
      assert.ok(entries.has(`${name}${index}`), `${name}${index}`);
    }
  }
});

Deno.test("without a place for it, the history lasts as long as the prompt", async () => {
  const history = new History(null, (why) => assert.fail(why));
  await history.load();
  await history.add("x");
  assert.deepEqual(history.entries, ["x"]);
});

/** What a history says that cannot use its file, whatever is added. */
async function complaints(folder: string): Promise<string[]> {
  const said: string[] = [];
  const history = new History(folder, (why) => said.push(why));
  await history.load();
  await history.add("one");
  await history.add("two");
  assert.deepEqual(history.entries, ["one", "two"]);
  return said;
}

tryTest({
  name: "a file that cannot be used is mentioned once",
  lacks: null,
  elsewhere: onlyOn("Unix", "its own words for files"),
  fn: async () => {
    using folder = stateFolder();
    Deno.writeTextFileSync(`${folder.root}/file`, "");
    const inFile = await complaints(`${folder.root}/file/pysandbox`);
    assert.equal(inFile.length, 1);
    assert.match(inFile[0]!, /^history is not kept: .*\/file\/pysandbox\/history: Not a directory/);
  },
});

tryTest({
  name: "links in the place of the file or its folder are not followed",
  lacks: null,
  elsewhere: onlyOn("Unix", "links that anybody can make"),
  fn: async () => {
    using folder = stateFolder();
    Deno.mkdirSync(folder.path, { recursive: true });
    const path = `${folder.path}/history`;
    Deno.symlinkSync(`${folder.root}/elsewhere`, path);
    assert.deepEqual(await complaints(folder.path), [
      `history is not kept: ${path}: expected a file, found a link or something else`,
    ]);
    assert.throws(() => Deno.lstatSync(`${folder.root}/elsewhere`), Deno.errors.NotFound);
    Deno.symlinkSync(folder.path, `${folder.root}/link`);
    assert.deepEqual(await complaints(`${folder.root}/link`), [
      `history is not kept: ${folder.root}/link/history: expected its folder to be a folder, found a link or a file`,
    ]);
  },
});
