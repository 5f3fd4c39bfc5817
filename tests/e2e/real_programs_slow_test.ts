/** The real programs of `real_programs_test.ts` by the real command, with an interpreter that was booted for each. */
import assert from "node:assert/strict";
import { pysandbox } from "./command.ts";
import { expected, FOLDER, inputOf, programs, transcript } from "./programs/transcript.ts";

for (const name of programs()) {
  Deno.test(`by the command, the program ${name} prints what CPython prints`, async () => {
    const script = new URL(`${name}.py`, FOLDER).pathname;
    const { stdout, stderr, code } = await pysandbox(["run", script], { stdin: inputOf(name) });
    assert.equal(transcript(stdout, stderr, code), expected(name));
  });
}
