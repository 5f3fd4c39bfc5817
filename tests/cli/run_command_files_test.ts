/** What `run` makes of the options about files. */
import assert from "node:assert/strict";
import { runCommand } from "./hosts.ts";

const MIB = 1024 * 1024;

async function filesOf(words: readonly string[], variables: Record<string, string> = {}) {
  const { files, out } = await runCommand(["-c", "", ...words], { variables });
  return { files: files.map(({ value, source }) => `${source} ${value}`), out };
}

Deno.test("no file goes in or out unless asked for", async () => {
  assert.deepEqual(await filesOf([]), { files: [], out: null });
});

Deno.test("--file is repeatable, and PYSANDBOX_FILE comes first, one a line", async () => {
  const { files } = await filesOf(["-f", "a", "--file", "b=c", "-fd"], {
    PYSANDBOX_FILE: "x\ny\n",
  });
  assert.deepEqual(files, [
    ...["PYSANDBOX_FILE x", "PYSANDBOX_FILE y"],
    ...["--file a", "--file b=c", "--file d"],
  ]);
});

Deno.test("--out takes at most 64MiB of files and replaces none, unless told otherwise", async () => {
  const usual = { path: "made", overwrite: false, mostBytes: 64 * MIB };
  for (const words of [["-o", "made"], ["--out", "made"]]) {
    assert.deepEqual((await filesOf(words)).out, usual);
  }
  assert.deepEqual((await filesOf([], { PYSANDBOX_OUT: "made" })).out, usual);
  const told = { ...usual, overwrite: true, mostBytes: MIB };
  assert.deepEqual((await filesOf(["-o", "made", "--overwrite", "--max-files", "1M"])).out, told);
  const variables = { PYSANDBOX_OVERWRITE: "1", PYSANDBOX_MAX_FILES: "1" };
  assert.deepEqual((await filesOf(["-o", "made"], variables)).out, told);
});
