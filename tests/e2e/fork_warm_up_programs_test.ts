/** The programs that the process of forks warms up with: what one of them fails at is not warmed up, and nobody would notice. */
import assert from "node:assert/strict";
import { SIMPLEST, TYPICAL } from "../../src/jail/fork_warm_up_programs.ts";
import { forking } from "./forking.ts";

const test = forking();

/** What programs end with that do not end well, on purpose. */
const FAILURES = ["ZeroDivisionError: division by zero"];

for (const [number, program] of [...SIMPLEST, ...TYPICAL].entries()) {
  test(`program ${number} of the forks' warm-up does all that it is there for`, async (run) => {
    const { code, stderr } = await run(["-c", program]);
    const fault = stderr.trimEnd().split("\n").at(-1)!;
    if (code !== 0) assert.ok(FAILURES.includes(fault), stderr);
    // What crosses to JavaScript writes to both streams.
    else assert.match(stderr, /^(0 text\n.*)?$/s);
  });
}
