/** The client in TypeScript, and what a server may do that has gone wrong: a fake one does it. */
import assert from "node:assert/strict";
import {
  Sandbox,
  SandboxBusy,
  SandboxDied,
  SandboxError,
} from "../../clients/typescript/client.ts";
import { faultyCommand, pythonTest } from "./python.ts";
import { LONG, rejection } from "./sandboxes.ts";

/** A sandbox with the fake server, which is given little time. */
function hasty(): Sandbox {
  return new Sandbox({ command: faultyCommand(), timeout: 200, grace: 2000 });
}

/** A sandbox with the fake server, which is given all the time that it needs. */
function patient(): Sandbox {
  return new Sandbox({ command: faultyCommand(), grace: LONG });
}

async function dies(sandbox: Sandbox, code: string, message: string): Promise<void> {
  const error = await rejection(sandbox.run(code));
  assert.ok(error instanceof SandboxDied, String(error));
  assert.equal(error.message, message);
}

pythonTest("a server that ends is told with its last words, and started again", async () => {
  await using sandbox = patient();
  await dies(sandbox, "end", "The server ended with exit status 3, after it had said: out of luck");
  await dies(sandbox, "half a line", "The server ended with exit status 4");
  assert.equal((await sandbox.run("answer")).output, "answered");
});

pythonTest("a server that writes something else is killed, and started again", async () => {
  await using sandbox = patient();
  const found = "The server wrote a line that is no answer, and was killed:";
  await dies(sandbox, "garbage", `${found} "this is no answer"`);
  await dies(sandbox, "list", `${found} "[1]"`);
  assert.equal((await sandbox.run("answer")).output, "answered");
});

pythonTest("a server that is busy, and one that leaves out a member, reject", async () => {
  await using sandbox = patient();
  const busy = await rejection(sandbox.run("busy"));
  assert.ok(busy instanceof SandboxBusy);
  assert.equal(busy.message, "Too many requests wait");
  const incomplete = await rejection(sandbox.run("incomplete"));
  assert.ok(incomplete instanceof SandboxError);
  assert.equal(incomplete.message, "The server's answer is not one of this version's protocol");
});

pythonTest("a server that never answers a request is killed", async () => {
  await using sandbox = hasty();
  await dies(sandbox, "say nothing", "The server did not answer within 2200 ms, and was killed");
});

pythonTest("a server that reads no more is killed", async () => {
  await using sandbox = hasty();
  const message = "The server did not answer a ping within 2000 ms, and was killed";
  await Promise.all([
    dies(sandbox, "freeze", message),
    dies(sandbox, "x".repeat(10_000_000), message),
  ]);
});

pythonTest("a request that queues has all the time that it needs", async () => {
  await using sandbox = hasty();
  assert.equal((await sandbox.run("queue")).output, "late");
});

pythonTest("a server that closes its output is killed", async () => {
  await using sandbox = hasty();
  const message = "The server closed its standard output, and was killed";
  await dies(sandbox, "close stdout", message);
});

pythonTest("a server that does not end is killed when the sandbox is closed", async () => {
  const sandbox = hasty();
  await sandbox.run("stay");
  await sandbox.close();
});
