/** The client in TypeScript, against the real command. */
import assert from "node:assert/strict";
import {
  InvalidRequest,
  RunFailed,
  Sandbox,
  SandboxDied,
  SandboxError,
} from "../../clients/typescript/client.ts";
import { sharedBy } from "../sharing.ts";
import {
  forkingSandbox,
  idle,
  realSandbox,
  rejection,
  SAY_AND_STAY,
  serverPid,
} from "./sandboxes.ts";

// The first, because no other server may be there.
Deno.test({
  name: "a server that is killed rejects what waits, starts again, and its sessions are lost",
  // Windows has no `ps` to find it by.
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using sandbox = realSandbox();
    await using session = sandbox.session();
    await session.run("x = 6");
    const begun = Promise.withResolvers<void>();
    const running = rejection(sandbox.run(SAY_AND_STAY, { onOutput: () => begun.resolve() }));
    await begun.promise;
    Deno.kill(await serverPid(), "SIGKILL");
    const error = await running;
    assert.ok(error instanceof SandboxDied);
    assert.equal(error.message, "The server ended with the signal SIGKILL");
    await rejection(session.run("1", { timeout: 60_000 }));
    const result = await session.run("'x' in globals()");
    assert.deepEqual([result.output, result.sessionLost], [false, true]);
    assert.equal((await session.run("1")).sessionLost, false);
  },
});

const test = sharedBy(forkingSandbox, (sandbox) => sandbox.close());

test("a run gives the value of the last expression, and what was printed", async (sandbox) => {
  const code = "import sys; print('caf\u00e9'); print('oh', file=sys.stderr); [4 + 5, None, 1.5]";
  const result = await sandbox.run(code);
  assert.deepEqual([result.ok, result.status, result.exitCode], [true, "ok", 0]);
  assert.deepEqual(result.output, [9, null, 1.5]);
  assert.equal(result.resultRepr, "[9, None, 1.5]");
  assert.deepEqual([result.stdout, result.stderr], ["caf\u00e9\n", "oh\n"]);
  assert.deepEqual([result.error, result.errorDetail, result.truncated], [null, null, false]);
  assert.equal(result.stats.outputBytes, 9);
  assert.equal(result.orThrow(), result);
});

test("a program that fails is a result, and an error for whoever wants one", async (sandbox) => {
  const result = await sandbox.run("print('before')\n1 / 0");
  assert.deepEqual([result.ok, result.status, result.exitCode], [false, "error", 1]);
  assert.equal(result.stdout, "before\n");
  assert.equal(result.error, "ZeroDivisionError: division by zero");
  assert.deepEqual([result.errorDetail?.type, result.errorDetail?.line], ["ZeroDivisionError", 2]);
  assert.throws(() => result.orThrow(), (error) => {
    assert.ok(error instanceof RunFailed);
    assert.equal(error.message, "error: ZeroDivisionError: division by zero");
    return error.result === result;
  });
});

test("a run takes arguments, environment, input, a seed and limits", async (sandbox) => {
  const code = "import os, sys; [sys.argv[1:], os.environ['MODE'], sys.stdin.read()]";
  const given = { args: ["a", "--b"], env: { MODE: "\u00fc" }, stdin: "one\ntwo" };
  const { output } = await sandbox.run(code, given);
  assert.deepEqual(output, [["a", "--b"], "\u00fc", "one\ntwo"]);
  const draw = "import random; random.random()";
  const [first, second, other] = await Promise.all(
    [2n ** 64n - 1n, 2n ** 64n - 1n, 7].map((seed) => sandbox.run(draw, { seed })),
  );
  assert.equal(first!.output, second!.output);
  assert.notEqual(first!.output, other!.output);
  const limited = await sandbox.run("while True: pass", { timeout: 300 });
  assert.deepEqual([limited.status, limited.exitCode], ["timeout", 124]);
  const flood = await sandbox.run("print('x' * 10_000)", { maxOutput: 1000 });
  assert.deepEqual([flood.status, flood.truncated], ["output", true]);
  const large = await sandbox.run("x = bytearray(10**8)", { maxHeap: "64MiB" });
  assert.equal(large.status, "memory");
});

test("a request that the server refuses rejects, and no other is hurt", async (sandbox) => {
  const [more, long, other] = await Promise.all([
    rejection(sandbox.run("1", { timeout: 60_000 })),
    rejection(sandbox.run("#".repeat(17 * 1024 * 1024))),
    sandbox.run("import time; time.sleep(1); 42"),
  ]);
  assert.ok(more instanceof InvalidRequest);
  assert.equal(more.message, "timeout: expected at most 30s, the server's --timeout; got 60000");
  assert.ok(long instanceof InvalidRequest);
  assert.equal(long.message, "Line is too long: expected at most 16MiB (--max-line)");
  assert.equal(other.output, 42);
});

test("many runs are under way at once, each with an interpreter of its own", async (sandbox) => {
  const numbers = [...Array(12).keys()];
  const code = (n: number) => `assert 'x' not in globals(); x = ${n}; x * x`;
  const results = await Promise.all(numbers.map((n) => sandbox.run(code(n))));
  assert.deepEqual(results.map(({ output }) => output), numbers.map((n) => n * n));
});

test("output is heard while the program runs, and is in the result as well", async (sandbox) => {
  const heard: string[] = [];
  const code = "import sys; print('one \u00e9'); print('two', file=sys.stderr); sys.stdin.read()";
  const onOutput = (stream: string, text: string) => heard.push(`${stream}: ${text}`);
  const result = await sandbox.run(code, { onOutput });
  assert.deepEqual(heard.sort(), ["stderr: two\n", "stdout: one \u00e9\n"]);
  assert.deepEqual([result.stdout, result.stderr], ["one \u00e9\n", "two\n"]);
});

Deno.test("what the listener throws stops the program", async () => {
  await using sandbox = realSandbox({ timeout: 3_600_000 });
  const onOutput = (_stream: string, text: string) => {
    throw new RangeError(text);
  };
  const error = await rejection(sandbox.run(SAY_AND_STAY, { onOutput }));
  assert.ok(error instanceof RangeError);
  assert.equal(error.message, "begun\n");
  await idle(sandbox);
});

Deno.test("a signal stops the program, and the run rejects with the signal's reason", async () => {
  await using sandbox = realSandbox({ timeout: 3_600_000 });
  const controller = new AbortController();
  const reason = new Error("enough");
  const onOutput = () => controller.abort(reason);
  const run = sandbox.run(SAY_AND_STAY, { onOutput, signal: controller.signal });
  assert.equal(await rejection(run), reason);
  await idle(sandbox);
  assert.equal(await rejection(sandbox.run("1", { signal: controller.signal })), reason);
  assert.equal((await sandbox.run("6 * 7")).output, 42);
});

test("a session keeps its state, no other sees it, and a closed one begins anew", async (sandbox) => {
  await using other = sandbox.session();
  {
    await using session = sandbox.session("chat");
    await session.run("x = 6");
    await other.run("x = 7");
    assert.equal((await session.run("x * x")).output, 36);
  }
  await using session = sandbox.session("chat");
  const result = await session.run("x");
  assert.equal(result.error, "NameError: name 'x' is not defined");
  assert.equal(result.sessionLost, false);
  assert.equal((await other.run("x * x")).output, 49);
});

test("a limit ends a session, and the next result says so once", async (sandbox) => {
  await using session = sandbox.session();
  await session.run("x = 6");
  const ended = await session.run("while True: pass", { timeout: 300 });
  assert.deepEqual([ended.status, ended.sessionEnded, ended.sessionLost], ["timeout", true, false]);
  const after = await session.run("'x' in globals()");
  assert.deepEqual([after.output, after.sessionEnded, after.sessionLost], [false, false, true]);
  assert.equal((await session.run("1")).sessionLost, false);
});

Deno.test("closing cancels what runs, and can be done twice", async () => {
  const sandbox = realSandbox();
  const begun = Promise.withResolvers<void>();
  const running = sandbox.run(SAY_AND_STAY, { onOutput: () => begun.resolve() });
  await begun.promise;
  await Promise.all([sandbox.close(), sandbox.close()]);
  assert.equal((await running).status, "cancelled");
  const error = await rejection(sandbox.run("1"));
  assert.ok(error instanceof SandboxError);
  assert.equal(error.message, "The sandbox is closed: make another");
});

test("ping tells of the server", async (sandbox) => {
  const { id, pong, limits } = await sandbox.ping();
  assert.deepEqual([id, pong], [undefined, true]);
  assert.equal((limits as Record<string, unknown>)["timeoutMs"], 30_000);
});

Deno.test("what cannot be meant is refused before anything is started", async () => {
  assert.throws(
    () => new Sandbox({ options: ["--timeout=5s"] }),
    new TypeError("options: expected no --timeout there; give the option `timeout` instead"),
  );
  assert.throws(
    () => new Sandbox({ timeout: -1 }),
    new RangeError("timeout: expected a number of milliseconds, 0 or more; got -1"),
  );
  await using sandbox = realSandbox();
  const error = await rejection(sandbox.run("1", { cpu: NaN }));
  assert.equal(error.message, "cpu: expected a number of milliseconds, 0 or more; got NaN");
});

Deno.test("a command that cannot be started is named, and one that ends has its last words", async () => {
  await using missing = new Sandbox({ command: ["/no/such/pysandbox"] });
  const absent = await rejection(missing.run("1"));
  assert.ok(absent instanceof SandboxError);
  assert.match(
    absent.message,
    /^Cannot start '\/no\/such\/pysandbox': .+; expected pysandbox on the PATH, or its path in `command`$/,
  );
  await using wrong = realSandbox({ options: ["--wrokers", "1"] });
  const ended = await rejection(wrong.run("1"));
  assert.ok(ended instanceof SandboxDied);
  assert.match(
    ended.message,
    /^The server ended with exit status 2, after it had said: pysandbox: .*'--wrokers'/,
  );
});
