/**
 * Real programs in the sandbox, whole output and exit status. Each of `programs/*.py` stands beside what CPython makes
 * of it; `real_programs_native_slow_test.ts` asks that again. A first line `# Python: 3.13` names the oldest CPython that
 * agrees, `# Sandbox only` a program about the sandbox itself.
 */
import assert from "node:assert/strict";
import { forking } from "./forking.ts";
import { expected, FOLDER, inputOf, programs, transcript } from "./programs/transcript.ts";

const names = programs();
const test = forking();

for (const name of names) {
  const script = new URL(`${name}.py`, FOLDER).pathname;

  test(`the program ${name} prints what CPython prints`, async (run) => {
    const { stdout, stderr, code } = await run([script], { stdin: inputOf(name) });
    assert.equal(transcript(stdout, stderr, code), expected(name));
  });
}

Deno.test("there is a file of expected output for each program, and a program for each", () => {
  const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name);
  const outputs = files.filter((name) => name.endsWith(".txt"));
  assert.deepEqual(outputs.sort(), names.map((name) => `${name}.txt`));
  assert.ok(names.length >= 20);
});
