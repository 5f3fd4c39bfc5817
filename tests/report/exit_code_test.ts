import assert from "node:assert/strict";
import { exitCodeFor, exitCodeForSignal } from "../../src/report/exit_code.ts";

Deno.test("each status that the program cannot choose has the exit status of the contract", () => {
  assert.equal(exitCodeFor("timeout"), 124);
  assert.equal(exitCodeFor("internal"), 125);
  assert.equal(exitCodeFor("memory"), 137);
  assert.equal(exitCodeFor("crashed"), 139);
  assert.equal(exitCodeFor("cpu"), 152);
  assert.equal(exitCodeFor("output"), 153);
});

Deno.test("a signal gives 128 and its number, as in a shell", () => {
  assert.equal(exitCodeForSignal("SIGINT"), 130);
  assert.equal(exitCodeForSignal("SIGPIPE"), 141);
  assert.equal(exitCodeForSignal("SIGTERM"), 143);
});
