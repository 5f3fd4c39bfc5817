/** The Python half keeps to the bounds that the host enforces: both have them from one place. */
import assert from "node:assert/strict";
import { pysandbox } from "../e2e/command.ts";
import { BOUNDS, boundsForPython } from "../../src/wire/bounds.ts";

Deno.test("Python's module has every bound, as the host has it", () => {
  const assignments = boundsForPython().split("\n").filter((line) => line.includes(" = "));
  assert.deepEqual(
    assignments,
    Object.entries(BOUNDS).map(([name, value]) => `${name} = ${value}`),
  );
});

Deno.test("no bound is written down a second time in the Python half", () => {
  const folder = new URL("../../src/jail/python/_pysandbox/", import.meta.url);
  for (const { name } of Deno.readDirSync(folder)) {
    if (!name.endsWith(".py")) continue;
    const text = Deno.readTextFileSync(new URL(name, folder));
    for (const bound of Object.keys(BOUNDS)) {
      assert(!new RegExp(`^${bound}\\b`, "m").test(text), `${name} sets ${bound}`);
    }
  }
});

Deno.test("a result as large as the bound comes through, and a larger one is left out", async () => {
  const run = async (length: number) => {
    const { code, stdout } = await pysandbox(["run", "--json", "-c", `"x" * ${length}`]);
    assert.equal(code, 0);
    return (JSON.parse(stdout) as { claimed: { result: string | null } }).claimed.result;
  };
  const most = BOUNDS.RESULT_JSON_BYTES - 2;
  assert.equal((await run(most))?.length, most);
  assert.equal(await run(most + 1), null);
});
