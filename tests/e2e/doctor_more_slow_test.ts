/** More of doctor on the machine that the tests run on. */
import assert from "node:assert/strict";
import { pysandbox, start } from "./command.ts";
import { assertTable } from "./doctor_table.ts";

Deno.test("doctor has a line for each check, and here all hold (but to be on time, where all is busy)", async () => {
  const { code, stdout, stderr } = await pysandbox(["doctor"]);
  const exitCode = assertTable(stdout, null);
  assert.deepEqual([code, stderr], [exitCode, ""]);
});

Deno.test("doctor ends quietly with 141 where nobody reads what it found", async () => {
  const child = start(["doctor"]);
  await child.stdout.cancel();
  await child.stdin.close();
  const stderr = await new Response(child.stderr).text();
  assert.deepEqual([(await child.status).code, stderr], [141, ""]);
});
