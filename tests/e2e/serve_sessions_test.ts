/** Sessions of `serve-stdio`: state lasts from request to request, until something ends it, and then it is told. */
import assert from "node:assert/strict";
import { type Answer, ok, plain, QUIET_END, Served, until, verdict } from "./served.ts";

/** Where processes can be seen, and stopped. */
const ON_UNIX = { ignore: Deno.build.os === "windows" };

const MIB = 1024 * 1024;
const LOST = { sessionLost: true };
const ENDED = { sessionEnded: true };

Deno.test("the state of a session lasts", async (t) => {
  await using server = new Served("--workers", "2", "--max-sessions", "8", "--timeout", "10s");
  await server.untilForking();
  const answers = async (...requests: readonly Answer[]) =>
    (await server.askAll(requests)).map(plain);
  const inSession = async (session: string, ...codes: readonly (string | Answer)[]) =>
    await answers(
      ...codes.map((code) => typeof code === "string" ? { code, session } : { ...code, session }),
    );

  await t.step("names, functions, classes, modules, files and the working directory", async () => {
    const given = await inSession(
      "s",
      "import os, json\nx = 1",
      "def double(n): return 2 * n\nclass Point: pass",
      "os.chdir('/tmp')\nopen('file', 'w').write('text')",
      "os.environ['NAME'] = 'value'",
      "[x, double(4), Point.__name__, open('/tmp/file').read(), os.getcwd(), json.dumps({}), os.environ['NAME']]",
    );
    const state = [1, 8, "Point", "text", "/tmp", "{}", "value"];
    const repr = "[1, 8, 'Point', 'text', '/tmp', '{}', 'value']";
    const nothing = ok(null, null);
    assert.deepEqual(given, [nothing, nothing, ok(4, "4"), nothing, ok(state, repr)]);
  });

  await t.step("an exception, an exit and a syntax error leave it as it is", async () => {
    const given = await inSession(
      "s",
      "x = 2\nraise ValueError('no')",
      "x = 3\nimport sys; sys.exit(5)",
      "sys.exit()",
      "x = = 4",
      "x",
    );
    assert.deepEqual(given.map(verdict), [
      { status: "error", exitCode: 1, error: "ValueError: no" },
      { status: "error", exitCode: 5, error: "SystemExit: 5" },
      { status: "ok", exitCode: 0, output: null, resultRepr: null },
      { status: "error", exitCode: 1, error: "SyntaxError: invalid syntax (<input-9>, line 1)" },
      { status: "ok", exitCode: 0, output: 3, resultRepr: "3" },
    ]);
  });

  await t.step("a MemoryError that the program has caught leaves it as it is", async () => {
    const code = "try: bytearray(1 << 30)\nexcept MemoryError: caught = True";
    assert.deepEqual(await inSession("s", code, "caught"), [ok(null, null), ok(true, "True")]);
  });

  await t.step("what is printed goes to the request that prints it", async () => {
    const given = await inSession("s", "print('one', end='')", "x", "print('two')");
    assert.deepEqual(given, [
      ok(null, null, { stdout: "one" }),
      ok(3, "3"),
      ok(null, null, { stdout: "two\n" }),
    ]);
  });

  await t.step("each request has its own input, and none what another has left", async () => {
    const given = await inSession(
      "s",
      { code: "input()", stdin: "1\n2\n" },
      { code: "import sys; sys.stdin.read()" },
      { code: "[input(), sys.stdin.read()]", stdin: "3\n4\n5" },
      { code: "1", stdin: "6\n" },
      { code: "input()", stdin: "7\n" },
    );
    assert.deepEqual(given, [
      ok("1", "'1'"),
      ok("", "''"),
      ok(["3", "4\n5"], "['3', '4\\n5']"),
      ok(1, "1"),
      ok("7", "'7'"),
    ]);
  });

  await t.step("each request has its own limits of time and output", async () => {
    const given = await inSession(
      "s",
      { code: "print('x' * 9)", maxOutput: 10 },
      { code: "len('x' * 9); print('x' * 99)" },
      { code: "import time; time.sleep(0.6)" },
    );
    assert.deepEqual(given.map(verdict), Array(3).fill(verdict(ok(null, null))));
  });

  await t.step("its cap on memory is that of its first request", async () => {
    const take = (mebibytes: number) => `len(bytearray(${mebibytes} << 20))`;
    const given = await inSession(
      "small",
      { code: "x = 1", maxHeap: "64MiB" },
      { code: take(20) },
      { code: `try: ${take(100)}\nexcept MemoryError: print('no')`, maxHeap: "64MiB" },
      { code: "1", maxHeap: "128MiB" },
      "x",
    );
    const error =
      "maxHeap: expected 64MiB, which the first request of this session set; got 128MiB";
    assert.deepEqual(given, [
      ok(null, null),
      ok(20 * MIB, `${20 * MIB}`),
      ok(null, null, { stdout: "no\n" }),
      { status: "invalid", error },
      ok(1, "1"),
    ]);
    assert.deepEqual(await server.ask({ close: "small" }), { closed: true });
  });

  await t.step("its requests run one after another, whatever the others do", async () => {
    const requests = Array.from({ length: 40 }, (_, at) => ({
      code: at < 2 ? "seen = []" : `seen.append(${at})\nseen`,
      session: `order${at % 2}`,
    }));
    const given = await server.askAll(requests);
    const ofSession = (which: number) => Array.from({ length: 19 }, (_, at) => 2 * at + 2 + which);
    assert.deepEqual(given.slice(-2).map(({ output }) => output), [ofSession(0), ofSession(1)]);
    const closes = [{ close: "order0" }, { close: "order1" }, { close: "order0" }];
    assert.deepEqual(await answers(...closes), [{ closed: true }, { closed: true }, {
      closed: false,
    }]);
  });

  await t.step(
    "after it was closed, it begins with nothing, and nothing is said to be lost",
    async () => {
      const given = await answers(
        { code: "x", session: "s" },
        { close: "s" },
        { code: "'x' in globals()", session: "s" },
      );
      assert.deepEqual(given, [ok(3, "3"), { closed: true }, ok(false, "False")]);
    },
  );

  await t.step("nothing is left", async () => assert.deepEqual(await server.end(), QUIET_END));
});

/** What ends a session, and the verdict on it. */
const ENDINGS: Readonly<Record<string, readonly [Answer, Answer]>> = {
  "its time limit": [
    { code: "x = 1\nwhile True: pass", timeout: 300 },
    { status: "timeout", exitCode: 124, error: "timed out after 300ms (--timeout)" },
  ],
  "a limit of processor time": [
    { code: "x = 1\nwhile True: pass", cpu: 100 },
    { status: "cpu", exitCode: 152, error: "used more than 100ms of processor time (--cpu)" },
  ],
  "its memory": [
    { code: "x = 1\nbytearray(300 << 20)" },
    { status: "memory", exitCode: 137, error: "out of memory: the limit is 256MiB (--max-heap)" },
  ],
  "too much output": [
    { code: "x = 1\nwhile True: print('x' * 1000)", maxOutput: 5000 },
    { status: "output", exitCode: 153, error: "wrote more than 5000B (--max-output)" },
  ],
  "os._exit": [
    { code: "x = 1\nimport os; os._exit(3)" },
    { status: "error", exitCode: 3, error: "exit status 3" },
  ],
  "os._exit with a success": [
    { code: "x = 1\nimport os; os._exit(0)" },
    { status: "ok", exitCode: 0, output: null, resultRepr: null },
  ],
  "a crash of the interpreter": [
    { code: "x = 1\nimport ctypes; ctypes.string_at(-5)" },
    {
      status: "crashed",
      exitCode: 139,
      error: "the interpreter crashed: memory access out of bounds",
    },
  ],
};

Deno.test("what ends a session is told on the request that ends it, and its loss on the next", async (t) => {
  await using server = new Served("--workers", "2", "--timeout", "10s");
  await server.untilForking();
  const look = "'x' in globals()";
  assert.deepEqual(
    plain(await server.ask({ code: "x = 1", session: "bystander" })),
    ok(null, null),
  );

  for (const [name, [request, expected]] of Object.entries(ENDINGS)) {
    await t.step(name, async () => {
      const session = name;
      const given = await server.askAll([
        { ...request, session },
        { code: look, session },
        { code: look, session },
        { close: session },
        { code: look, session: "bystander" },
      ]);
      assert.deepEqual(verdict(given[0]!), { ...expected, ...ENDED });
      assert.deepEqual(given.slice(1).map(plain), [
        ok(false, "False", LOST),
        ok(false, "False"),
        { closed: true },
        ok(true, "True"),
      ]);
    });
  }

  await t.step("a loss that was told by closing is told no more", async () => {
    const given = await server.askAll([
      { code: "import os; os._exit(0)", session: "s" },
      { close: "s" },
      { code: look, session: "s" },
      { close: "s" },
    ]);
    assert.deepEqual(given.slice(1).map(plain), [
      { closed: false },
      ok(false, "False"),
      { closed: true },
    ]);
  });

  await t.step("a lost session may begin with another cap on memory", async () => {
    const given = await server.askAll([
      { code: "import os; os._exit(0)", session: "s", maxHeap: "64MiB" },
      { code: "len(bytearray(100 << 20))", session: "s" },
      { close: "s" },
    ]);
    assert.deepEqual(plain(given[1]!), ok(100 * MIB, `${100 * MIB}`, LOST));
  });

  await t.step("nothing is left", async () => assert.deepEqual(await server.end(), QUIET_END));
});

Deno.test("there are no more sessions than --max-sessions, and those that are closed make room", async () => {
  await using server = new Served("--workers", "1", "--max-sessions", "2");
  const asked = ["a", "b", "c", "a"].map((session) => ({ code: `'${session}'`, session }));
  const error = "Too many sessions: 2 are open (--max-sessions); close one first";
  const busy = { status: "busy", error };
  assert.deepEqual((await server.askAll(asked)).map(plain), [
    ok("a", "'a'"),
    ok("b", "'b'"),
    busy,
    ok("a", "'a'"),
  ]);
  const next = [{ close: "b" }, { code: "'c'", session: "c" }, { code: "'b'", session: "b" }];
  await server.ask(next[0]!);
  assert.deepEqual((await server.askAll(next.slice(1))).map(plain), [ok("c", "'c'"), busy]);
  // Without a session, there is no bound but the queue's.
  assert.deepEqual(plain(await server.ask({ code: "4 + 5" })), ok(9, "9"));
  assert.deepEqual(await server.end(), QUIET_END);
});

Deno.test("a server can do without sessions", async () => {
  await using server = new Served("--max-sessions", "0", "--workers", "1");
  const error = "Too many sessions: 0 are open (--max-sessions); close one first";
  assert.deepEqual(await server.ask({ code: "1", session: "s" }), { status: "busy", error });
  assert.deepEqual(plain(await server.ask({ code: "4 + 5" })), ok(9, "9"));
  assert.deepEqual(await server.end(), QUIET_END);
});

Deno.test(
  "a session that is idle for too long ends, its process with it, and that is told",
  ON_UNIX,
  async () => {
    await using server = new Served("--workers", "2", "--spares", "0", "--session-idle", "1500ms");
    const set = ["idle", "busy"].map((session) => ({ code: "x = 1", session }));
    await server.askAll(set);
    const look = (session: string) => ({ code: "'x' in globals()", session });
    // What is used, or runs for longer than that, is not idle.
    const sleep = { code: "import time; time.sleep(2.5)\nx", session: "busy" };
    assert.deepEqual((await server.askAll([sleep])).map(plain), [ok(1, "1")]);
    const jails = (await server.jails()).filter(({ state }) => !state.startsWith("Z"));
    assert.equal(jails.length, 1);
    const given = await server.askAll([look("busy"), look("idle"), look("idle")]);
    assert.deepEqual(given.map(plain), [
      ok(true, "True"),
      ok(false, "False", LOST),
      ok(false, "False"),
    ]);
    await server.untilLoad({ sessions: 0 });
    await until(async () => (await server.jails()).length === 0, "no process");
    assert.deepEqual(plain(await server.ask(look("busy"))), ok(false, "False", LOST));
    assert.deepEqual(await server.end(), QUIET_END);
  },
);

Deno.test("an idle session does not compute, whatever it was left with", ON_UNIX, async () => {
  await using server = new Served("--workers", "1", "--spares", "0");
  await server.ask({ code: "x = 1", session: "s" });
  const state = async () => (await server.jails())[0]?.state[0];
  await until(async () => await state() === "T", "it is stopped");
  assert.deepEqual(plain(await server.ask({ code: "x", session: "s" })), ok(1, "1"));
  await until(async () => await state() === "T", "it is stopped again");
  assert.deepEqual(await server.end(), QUIET_END);
});

Deno.test("a session has any name of 1 to 128 characters", async () => {
  await using server = new Served("--workers", "1", "--spares", "0");
  const wide = "\u{1F40D}".repeat(128);
  assert.deepEqual(plain(await server.ask({ code: "4 + 5", session: wide })), ok(9, "9"));
  const error = "session: expected a name of 1 to 128 characters; got ''";
  assert.deepEqual(await server.ask({ code: "1", session: "" }), { status: "invalid", error });
  assert.deepEqual(await server.ask({ close: wide }), { closed: true });
  assert.deepEqual(plain(await server.ask({ code: "4 + 5" })), ok(9, "9"));
  assert.deepEqual(await server.end(), QUIET_END);
});
