/** How `serve-stdio` ends: shutdown, end of input, SIGTERM, SIGINT. Everything accepted is answered, and nothing is left. */
import assert from "node:assert/strict";
import { type Answer, bad, HERE, ok, plain, QUIET_END, Served, verdict } from "./served.ts";

const IS_UNIX = Deno.build.os !== "windows";
const LOOP = `${HERE}\nwhile True: pass`;
/** Swallows its interrupt, and waits on without keeping a processor busy. */
const DEAF =
  `import time\n${HERE}\nwhile True:\n  try: time.sleep(1000)\n  except BaseException: pass`;

for (const [signal, code] of [["SIGTERM", 143], ["SIGINT", 130]] as const) {
  Deno.test({
    name:
      `${signal}: what runs and what waits is cancelled and answered, status ${code}, and another signal does not hurt`,
    ignore: !IS_UNIX,
    fn: async () => {
      await using server = new Served("--workers", "3", "--spares", "1");
      await server.untilForking();
      await server.ask({ code: "x = 1", session: "idle" });
      await startAll(server, 3);
      await server.send(
        { id: "waits", code: "1" },
        { id: "waits too", code: "1", session: "idle" },
        { id: "close", close: "idle" },
        { code: "1" },
        "not json",
      );
      await server.ask({ ping: true });
      server.signal(signal);
      const lines: Answer[] = [];
      // It has heard of it where a program says that it was interrupted; another signal before that might come first.
      do lines.push(...await server.take(1)); while (lines.at(-1)!.event !== "stderr");
      server.signal(signal === "SIGINT" ? "SIGTERM" : "SIGINT");
      const end = await server.ended();
      const answers = [...lines, ...end.rest].filter(({ event }) => event === undefined).map(
        verdict,
      );
      const stopped = verdict(bad("cancelled", code, `stopped by ${signal}`));
      const of = (id: string) => answers.filter((answer) => answer.id === id);
      assert.deepEqual(of("loop"), [{ id: "loop", ...stopped }]);
      assert.deepEqual(of("deaf"), [{ id: "deaf", ...stopped }]);
      assert.deepEqual(of("session"), [{ id: "session", ...stopped }]);
      assert.deepEqual(of("waits"), [{ id: "waits", ...stopped }]);
      assert.deepEqual(of("waits too"), [{ id: "waits too", ...stopped }]);
      assert.deepEqual(of("close"), [{ id: "close", closed: true }]);
      const [first, second] = answers.filter(({ id }) => id === undefined);
      assert.deepEqual([first, second!.status], [stopped, "invalid"]);
      assert.equal(answers.length, 8);
      assert.deepEqual({ ...end, rest: [] }, { ...QUIET_END, code });
    },
  });
}

Deno.test("Ctrl-C in a terminal reaches every process, and is the server's to answer", {
  ignore: !IS_UNIX,
}, async () => {
  await using server = new Served("--workers", "3", "--spares", "2");
  await server.untilForking();
  await startAll(server, 3);
  Deno.kill(-server.pid, "SIGINT");
  const end = await server.ended();
  const answers = end.rest.filter(({ event }) => event === undefined);
  const stopped = verdict(bad("cancelled", 130, "stopped by SIGINT"));
  const expected = ["deaf", "loop", "session"].map((id) => ({ id, ...stopped }));
  assert.deepEqual(answers.map(verdict).sort(byId), expected);
  assert.deepEqual({ ...end, rest: [] }, { ...QUIET_END, code: 130 });
});

Deno.test(
  "a signal for a server that does nothing, or has just begun",
  { ignore: !IS_UNIX },
  async () => {
    const ends = [["SIGTERM", 143], ["SIGINT", 130]].map(async ([signal, code]) => {
      await using idle = new Served("--workers", "1");
      await idle.untilLoad({ spares: 1 });
      idle.signal(signal as Deno.Signal);
      assert.deepEqual(await idle.ended(), { ...QUIET_END, code });
    });
    await Promise.all(ends);
    for (const milliseconds of [0, 50, 100, 200]) {
      await using young = new Served("--workers", "1");
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      young.signal("SIGTERM");
      assert.deepEqual(await young.ended(), { ...QUIET_END, code: 143 });
    }
  },
);

Deno.test("a signal while the client does not read: the server ends all the same", {
  ignore: !IS_UNIX,
}, async () => {
  await using server = new Served("--workers", "1", "--max-output", "64MiB");
  await server.send({ id: 1, code: "while True: print('x' * 10_000)", stream: true });
  assert.equal((await server.next())!.event, "stdout");
  await new Promise((resolve) => setTimeout(resolve, 500));
  const began = performance.now();
  server.signal("SIGTERM");
  // Its end is seen without reading what it said.
  assert.equal(await server.exitCode(), 143);
  const took = performance.now() - began;
  assert.ok(took < 15_000, `ended after ${took} ms`);
});

Deno.test("shutdown: what was accepted is finished and answered, and nothing after it is read", async () => {
  await using server = new Served("--workers", "2", "--spares", "1");
  await server.untilForking();
  await server.send(
    { id: 1, code: "import time; time.sleep(0.5); 'slept'" },
    { id: 2, code: "x = 1", session: "s" },
    { id: 3, code: "x", session: "s" },
    { code: "4 + 5" },
    { id: 4, code: "print(end='streamed\\n')", stream: true },
    { shutdown: true },
    { id: 5, code: "5" },
    "not json",
    { ping: true },
  );
  // The input stays open.
  const end = await server.ended();
  const lines = new Map(end.rest.map((line) => [`${line.id} ${line.event ?? ""}`, plain(line)]));
  assert.deepEqual(
    lines,
    new Map<string, Answer>([
      ...([
        ["1 ", { id: 1, ...ok("slept", "'slept'") }],
        ["2 ", { id: 2, ...ok(null, null) }],
        ["3 ", { id: 3, ...ok(1, "1") }],
        ["undefined ", ok(9, "9")],
        ["4 stdout", { id: 4, event: "stdout", data: "streamed\n" }],
        ["4 ", { id: 4, ...ok(null, null) }],
      ] as const),
    ]),
  );
  assert.equal(end.rest.length, 6);
  assert.deepEqual({ ...end, rest: [] }, QUIET_END);
});

Deno.test("shutdown is refused where it says anything else", async () => {
  await using server = new Served("--workers", "1");
  await server.send({ shutdown: false }, { shutdown: true, id: 1 }, { shutdown: true });
  assert.deepEqual(await server.ended(), {
    ...QUIET_END,
    rest: [
      { status: "invalid", error: "shutdown: expected true; got false" },
      { id: 1, status: "invalid", error: "'id' does not go with 'shutdown'" },
    ],
  });
});

Deno.test("end of input: what was accepted is finished and answered", async () => {
  await using server = new Served("--workers", "1", "--spares", "1");
  await server.send(...Array.from({ length: 3 }, (_, n) => ({ code: `${n}` })));
  const end = await server.end();
  const expected = Array.from({ length: 3 }, (_, n) => ok(n, `${n}`));
  assert.deepEqual({ ...end, rest: end.rest.map(plain) }, { ...QUIET_END, rest: expected });
});

/** Starts a program that heeds an interrupt, one of a session that does, and one that does not; each has begun. */
async function startAll(server: Served, count: number): Promise<void> {
  await server.send(
    { id: "loop", code: LOOP, stream: true },
    { id: "deaf", code: DEAF, session: "d", stream: true },
    { id: "session", code: LOOP, session: "s", stream: true },
  );
  for (const line of await server.take(count)) assert.equal(line.data, "here\n");
}

function byId(one: Answer, other: Answer): number {
  return String(one.id) < String(other.id) ? -1 : 1;
}
