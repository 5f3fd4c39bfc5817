/** `serve-stdio` and a client that does not read, or goes: memory stays bounded, no answer is lost, no process is left. */
import assert from "node:assert/strict";
import { type Answer, ok, plain, QUIET_END, residentBytes, Served, verdict } from "./served.ts";

const MIB = 1024 * 1024;

/** How long a server must not grow, in milliseconds, to be taken for one that will not. */
const PAUSE_MS = 1000;

/** Where a process tells how much memory it holds. */
const CAN_MEASURE = { ignore: Deno.build.os === "windows" };

Deno.test(
  "a client that stops reading holds everything up, and finds all of it when it reads on",
  CAN_MEASURE,
  async () => {
    await using server = new Served("--workers", "2", "--spares", "2");
    for (const session of ["a", "b"]) await server.ask({ code: "1", session });
    const before = await residentBytes(server.pid);
    // 160 MiB of answers.
    const code = "print('x' * (1 << 20))";
    const asked = Array.from({ length: 160 }, (_, id) => ({ id, code, session: "ab"[id % 2] }));
    const sent = server.send(...asked, { ping: true, id: "ping" }, { code: "4 + 5", session: "a" });
    const most = await highWater(server.pid);
    assert.ok(most - before < 100 * MIB, `the server grew by ${(most - before) / MIB} MiB`);

    const answers = (await server.take(162)).map(plain);
    await sent;
    const output = `${"x".repeat(MIB)}\n`;
    for (const session of ["a", "b"]) {
      const ids = asked.filter((one) => one.session === session).map(({ id }) => id);
      const given = answers.filter(({ id }) => ids.includes(id as number));
      assert.deepEqual(given, ids.map((id) => ({ id, ...ok(null, null, { stdout: output }) })));
    }
    assert.deepEqual(answers.filter(({ id }) => id === undefined), [ok(9, "9")]);
    assert.equal(answers.filter(({ pong }) => pong === true).length, 1);
    assert.deepEqual(await server.end(), QUIET_END);
  },
);

Deno.test(
  "a program that streams to a client that does not read waits for it",
  CAN_MEASURE,
  async () => {
    await using server = new Served("--workers", "2", "--max-output", "64MiB");
    const line = "0123456789abcdef".repeat(64);
    const code = `for n in range(60_000): print(n, "${line}")`;
    await server.ask({ code: "1" });
    const before = await residentBytes(server.pid);
    await server.send({ id: 1, code, stream: true });
    const most = await highWater(server.pid);
    assert.ok(most - before < 60 * MIB, `the server grew by ${(most - before) / MIB} MiB`);

    const { text, answer } = await readStream(server, 1);
    assert.ok(text === Array.from({ length: 60_000 }, (_, n) => `${n} ${line}\n`).join(""));
    assert.deepEqual(plain(answer), { id: 1, ...ok(null, null) });
    assert.deepEqual(await server.end(), QUIET_END);
  },
);

Deno.test("a program whose client does not read reaches its time limit, and its answer is the last word", async () => {
  await using server = new Served("--workers", "2", "--max-output", "64MiB");
  // Two streams in turn: much of what it wrote is on its way when it ends.
  const line = "0123456789abcdef".repeat(1200);
  const code = `import sys\nwhile True:\n  print("${line}")\n  print("${line}", file=sys.stderr)`;
  await server.send({ id: 1, code, stream: true, timeout: 2000 });
  assert.equal((await server.next())!.event, "stdout");
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const { text, answer } = await readStream(server, 1);
  assert.ok(text.length > 4 * MIB, `${text.length} characters: nothing had to wait`);
  const error = "timed out after 2s (--timeout)";
  assert.deepEqual(verdict(answer), { id: 1, status: "timeout", exitCode: 124, error });
  // An event that came late would be here.
  assert.deepEqual(plain(await server.ask({ code: "4 + 5" })), ok(9, "9"));
  assert.deepEqual(await server.end(), QUIET_END);
});

/** Requests that are under way when a client goes. */
const BUSY: readonly Answer[] = [
  { code: "1", session: "idle" },
  { id: 1, code: "import time\nwhile True: print('x'); time.sleep(0.002)", stream: true },
  { id: 2, code: "while True: pass", session: "busy" },
  { id: 3, code: "4 + 5" },
];

/** When a client goes, in milliseconds after its requests: while the server starts, while jails boot, while programs run. */
const MOMENTS = [0, 200, 600];

Deno.test("a client that closes its end of the output at any moment: status 141, nothing left", async () => {
  await together(MOMENTS, async (milliseconds) => {
    await using server = new Served("--workers", "3", "--spares", "1", "--max-output", "64MiB");
    await server.send(...BUSY);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    await server.closeOutput();
    // Whoever is not written to hears nothing of it: something has to be said.
    await server.send({ ping: true }).catch(() => {});
    assert.deepEqual(await server.ended(), { ...QUIET_END, code: 141 }, `${milliseconds} ms`);
  });
});

Deno.test("a client that closes its end of the input at any moment gets every answer", async () => {
  await together(MOMENTS, async (milliseconds) => {
    await using server = new Served("--workers", "3", "--spares", "1");
    const loops = new Set<unknown>([1, 2]);
    const asked = BUSY.map((one) => loops.has(one.id) ? { ...one, timeout: 1000 } : one);
    await server.send(...asked);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    const end = await server.end();
    const finals = end.rest.filter(({ event }) => event === undefined).map(verdict);
    const byId = new Map(finals.map((answer) => [answer.id, answer]));
    assert.equal(finals.length, 4);
    const error = "timed out after 1s (--timeout)";
    const timedOut = { status: "timeout", exitCode: 124, error };
    assert.deepEqual(byId.get(undefined), verdict(ok(1, "1")));
    assert.deepEqual(byId.get(1), { id: 1, ...timedOut });
    assert.deepEqual(byId.get(2), { id: 2, ...timedOut, sessionEnded: true });
    assert.deepEqual(byId.get(3), { id: 3, ...verdict(ok(9, "9")) });
    assert.deepEqual({ ...end, rest: [] }, QUIET_END);
  });
});

Deno.test("a client that closes both ends at once leaves nothing", async () => {
  await using server = new Served("--workers", "2");
  await server.send(...BUSY);
  await Promise.all([server.closeInput(), server.closeOutput()]);
  assert.deepEqual(await server.ended(), { ...QUIET_END, code: 141 });
});

/** Does it for each of them, a few at a time. */
async function together<T>(all: readonly T[], action: (one: T) => Promise<void>): Promise<void> {
  const left = all.values();
  const work = async () => {
    for (const one of left) await action(one);
  };
  await Promise.all([work(), work(), work()]);
}

/** All that a request streamed, and its answer, which is the next after its events. */
async function readStream(server: Served, id: number): Promise<{ text: string; answer: Answer }> {
  const pieces: string[] = [];
  for (;;) {
    const [line] = await server.take(1);
    assert.equal(line!.id, id);
    if (line!.event === undefined) return { text: pieces.join(""), answer: line! };
    if (line!.event === "stdout") pieces.push(String(line!.data));
  }
}

/** The most memory that a process holds while nobody reads what it says: waits until it grows no more. */
async function highWater(pid: number): Promise<number> {
  let [most, grownAt] = [0, performance.now()];
  while (performance.now() < grownAt + PAUSE_MS) {
    const held = await residentBytes(pid);
    if (held > most + MIB) [most, grownAt] = [held, performance.now()];
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return most;
}
