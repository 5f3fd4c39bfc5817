/** `serve-stdio` and more requests than it can take at once: each is answered once, in order where its id does not tell. */
import assert from "node:assert/strict";
import { type Answer, bad, HERE, ok, plain, QUIET_END, residentBytes, Served } from "./served.ts";

const MIB = 1024 * 1024;
const COUNT = 2500;

/** Where a server can be asked to end, and for its memory. */
const ON_UNIX = { ignore: Deno.build.os === "windows" };

const STOPPED = bad("cancelled", 143, "stopped by SIGTERM");

/** Swallows its interrupt, as hostile code would. */
const DEAF =
  `import time\n${HERE}\nwhile True:\n  try: time.sleep(9)\n  except BaseException: pass`;

/** A request, and the whole answer to it. */
type Exchange = readonly [Answer, Answer];

/** Thousands of different things to ask for, most of which need no interpreter. */
function* exchanges(): Generator<Exchange> {
  for (let n = 0; n < COUNT; n++) {
    if (n % 1000 === 5) yield [{ code: `${n}` }, ok(n, `${n}`)];
    else if (n % 10 === 0) yield [{ code: `${n}`, session: `s${n % 20}` }, ok(n, `${n}`)];
    else if (n % 5 === 1) yield [{ code: n }, refused(`code: expected a string; got ${n}`)];
    else if (n % 5 === 2) yield [{ close: `no ${n}` }, { closed: false }];
    else if (n % 5 === 3) {
      yield [{ [`wrong${n}`]: 1 }, refused(`Unknown member 'wrong${n}'`)];
    } else if (n % 5 === 4) {
      yield [{ code: "1", args: [n] }, refused(`args[0]: expected a string; got ${n}`)];
    } else yield [{ code: "1", cancel: n }, refused("'code' and 'cancel' exclude each other")];
  }
}

function refused(error: string): Answer {
  return { status: "invalid", error };
}

Deno.test("thousands of requests at once", async (t) => {
  await using server = new Served("--workers", "2", "--spares", "2");
  const all = [...exchanges()];

  await t.step("without ids, each is answered once, in its turn", async () => {
    const sent = server.send(...all.map(([request]) => request));
    const answers = (await server.take(COUNT)).map(plain);
    await sent;
    for (const [at, [, answer]] of all.entries()) assert.deepEqual(answers[at], answer);
  });

  await t.step("with ids, each is answered once, and told by its id", async () => {
    const sent = server.send(...all.map(([request], id) => ({ ...request, id })));
    const answers = (await server.take(COUNT)).map(plain);
    await sent;
    const byId = new Map(answers.map((answer) => [answer.id, answer]));
    assert.equal(byId.size, COUNT);
    for (const [id, [, answer]] of all.entries()) {
      assert.deepEqual(byId.get(id), { id, ...answer });
    }
  });

  await t.step("with and without, mixed", async () => {
    const mixed = all.slice(0, 2000).map(([request], n) =>
      n % 2 === 0 ? request : { ...request, id: n }
    );
    const sent = server.send(...mixed);
    const answers = (await server.take(mixed.length)).map(plain);
    await sent;
    const inOrder = answers.filter(({ id }) => id === undefined);
    const expected = all.slice(0, 2000).filter((_, n) => n % 2 === 0).map(([, answer]) => answer);
    assert.deepEqual(inOrder, expected);
    const ids = answers.flatMap(({ id }) => id === undefined ? [] : [Number(id)]);
    assert.deepEqual(
      ids.sort((one, other) => one - other),
      [...Array(1000).keys()].map((n) => 2 * n + 1),
    );
  });

  await t.step("nothing is counted twice, and nothing is left", async () => {
    const { counters, load } = await server.ask({ ping: true }) as {
      counters: Record<string, number>;
      load: Record<string, number>;
    };
    assert.equal(counters.requests, 2 * COUNT + 2001);
    // What is closed has no status.
    const closed = 2 * COUNT / 5 + 400;
    const { requests, ...statuses } = counters;
    const answered = Object.values(statuses).reduce((sum, count) => sum + count, 0);
    assert.equal(answered + closed + 1, requests);
    assert.deepEqual([load.running, load.queued, load.sessions], [0, 0, 2]);
    assert.deepEqual(await server.end(), QUIET_END);
  });
});

Deno.test(
  "a full queue refuses what is too much, and everything is answered once",
  ON_UNIX,
  async () => {
    await using server = new Served("--workers", "1", "--spares", "0");
    const before = await residentBytes(server.pid);
    await server.send({ id: "first", code: DEAF, stream: true });
    assert.deepEqual(await server.next(), { id: "first", event: "stdout", data: "here\n" });

    const sent = server.send(...Array.from({ length: 16_400 }, (_, id) => ({ id, code: "1" })));
    const message =
      "The queue is full: 16384 requests wait; send fewer at once, or raise --workers";
    assert.deepEqual(
      await server.take(16),
      Array.from({ length: 16 }, (_, at) => ({ id: 16_384 + at, status: "busy", error: message })),
    );
    await sent;
    const { load } = await server.ask({ ping: true }) as { load: Record<string, number> };
    assert.deepEqual([load.running, load.queued], [1, 16_384]);
    const grown = Math.round((await residentBytes(server.pid) - before) / MIB);
    assert.ok(grown < 150, `the server grew by ${grown} MiB`);

    server.signal("SIGTERM");
    const end = await server.ended();
    const ids = end.rest.map(({ id }) => id);
    assert.deepEqual(new Set(ids), new Set(["first", ...Array(16_384).keys()]));
    assert.equal(ids.length, 16_385);
    for (const answer of end.rest) assert.deepEqual(plain(answer), { id: answer.id, ...STOPPED });
    assert.deepEqual({ ...end, rest: [] }, { ...QUIET_END, code: 143 });
  },
);

Deno.test("so does one that is full of long lines", ON_UNIX, async () => {
  await using server = new Served("--workers", "1", "--spares", "0");
  await server.send({ id: "first", code: DEAF, stream: true });
  assert.deepEqual(await server.next(), { id: "first", event: "stdout", data: "here\n" });
  const before = await residentBytes(server.pid);
  // Each character takes more bytes than one.
  const stdin = "\u20ac".repeat(5 * MIB);
  const sent = server.send(...Array.from({ length: 14 }, (_, id) => ({ id, code: "1", stdin })));
  const message = "The queue is full: 12 requests wait; send fewer at once, or raise --workers";
  assert.deepEqual(await server.take(2), [
    { id: 12, status: "busy", error: message },
    { id: 13, status: "busy", error: message },
  ]);
  await sent;
  const grown = Math.round((await residentBytes(server.pid) - before) / MIB);
  assert.ok(grown < 600, `the server grew by ${grown} MiB`);
  server.signal("SIGTERM");
  const end = await server.ended();
  assert.deepEqual(end.rest.map(({ id, status }) => `${id} ${status}`).sort(), [
    ...[0, 1, 10, 11, 2, 3, 4, 5, 6, 7, 8, 9].map((id) => `${id} cancelled`),
    "first cancelled",
  ]);
  assert.deepEqual({ ...end, rest: [] }, { ...QUIET_END, code: 143 });
});
