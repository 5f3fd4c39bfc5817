/** `{"cancel": id}`: what runs and what waits is stopped and answered once, and nothing else is touched. */
import assert from "node:assert/strict";
import { type Answer, bad, HERE, ok, plain, QUIET_END, Served, verdict } from "./served.ts";

const CANCELLED = bad("cancelled", 130, "cancelled");
const LOOP = `${HERE}\nwhile True: pass`;
const DEAF = `${HERE}\nwhile True:\n  try:\n    while True: pass\n  except BaseException: pass`;
/** The same without keeping a processor busy. */
const DEAF_AT_REST = `import time\n${DEAF.replace("while True: pass", "time.sleep(1000)")}`;
/** It takes longer over its end than one has that has reached a limit. */
const SLOW =
  `${HERE}\nimport time\ntry:\n  time.sleep(1000)\nfinally:\n  time.sleep(0.6)\n  x = 2\n  print(x)`;
const here = (id: string | number) => ({ id, event: "stdout", data: "here\n" });

Deno.test("cancel", async (t) => {
  await using server = new Served("--workers", "1", "--spares", "1");
  await server.untilForking();

  await t.step("what runs is stopped, and says where it was", async () => {
    await server.send({ id: 1, code: LOOP, stream: true });
    assert.deepEqual(await server.next(), here(1));
    await server.send({ cancel: 1 });
    const lines = await untilAnswer(server, 1);
    const traceback = lines.slice(0, -1).map(({ data }) => data).join("");
    assert.match(traceback, /^Traceback .*[\s\S]*line 2[\s\S]*\nKeyboardInterrupt\n$/);
    const { errorDetail, ...rest } = plain(lines.at(-1)!);
    assert.equal((errorDetail as Answer).type, "KeyboardInterrupt");
    const { errorDetail: _, ...expected } = CANCELLED;
    assert.deepEqual(rest, { id: 1, ...expected });
  });

  await t.step("what takes its time over its end has that", async () => {
    await server.send({ id: "slow", code: SLOW, stream: true });
    assert.deepEqual(await server.next(), here("slow"));
    await server.send({ cancel: "slow" });
    const [first, ...rest] = await untilAnswer(server, "slow");
    assert.deepEqual(first, { id: "slow", event: "stdout", data: "2\n" });
    assert.deepEqual(verdict(rest.at(-1)!), { id: "slow", ...verdict(CANCELLED) });
  });

  await t.step("what does not heed it is killed", async () => {
    await server.send({ id: "deaf", code: DEAF, stream: true });
    assert.deepEqual(await server.next(), here("deaf"));
    await server.send({ cancel: "deaf", id: "told" });
    assert.deepEqual((await server.take(2)).map(plain), [
      { id: "told", cancelled: true },
      { id: "deaf", ...CANCELLED },
    ]);
  });

  await t.step("what waits is taken out of the queue, and the others have their turn", async () => {
    await server.send({ id: 1, code: LOOP, stream: true });
    assert.deepEqual(await server.next(), here(1));
    await server.send(
      { id: 2, code: "2" },
      { id: 3, code: "3" },
      { id: 4, code: "4", session: "s" },
      { id: 5, code: "5", session: "s" },
      { id: 6, close: "s" },
      { cancel: 2, id: "a" },
      { cancel: 4, id: "b" },
    );
    assert.deepEqual((await server.take(4)).map(plain), [
      { id: 2, ...CANCELLED },
      { id: "a", cancelled: true },
      { id: 4, ...CANCELLED },
      { id: "b", cancelled: true },
    ]);
    await server.send({ cancel: 1 });
    await untilAnswer(server, 1);
    assert.deepEqual((await server.take(3)).map(plain), [
      { id: 3, ...ok(3, "3") },
      { id: 5, ...ok(5, "5") },
      { id: 6, closed: true },
    ]);
  });

  await t.step("what nobody has asked for, or was answered, cannot be cancelled", async () => {
    await server.send(
      { cancel: 1, id: "answered" },
      { cancel: "1", id: "unknown" },
      { cancel: 77 },
      { cancel: [], id: "wrong" },
    );
    assert.deepEqual(await server.take(3), [
      { id: "answered", cancelled: false },
      { id: "unknown", cancelled: false },
      {
        id: "wrong",
        status: "invalid",
        error: "cancel: expected the id of a request; got an array",
      },
    ]);
  });

  await t.step("an id that is a number is not the one that is a text", async () => {
    await server.send({ id: 7, code: LOOP, stream: true });
    assert.deepEqual(await server.next(), here(7));
    await server.send({ cancel: "7", id: "text" }, { cancel: 7.0, id: "number" });
    assert.deepEqual(await server.take(2), [
      { id: "text", cancelled: false },
      { id: "number", cancelled: true },
    ]);
    await untilAnswer(server, 7);
  });

  await t.step("all requests of one id are stopped, each is answered", async () => {
    await server.send({ id: 8, code: LOOP, stream: true });
    assert.deepEqual(await server.next(), here(8));
    await server.send({ id: 8, code: "1" }, { id: 8, code: "2" }, { cancel: 8 });
    assert.deepEqual((await server.take(2)).map(plain), [
      { id: 8, ...CANCELLED },
      { id: 8, ...CANCELLED },
    ]);
    await untilAnswer(server, 8);
  });

  await t.step("twice does not wait", async () => {
    await server.send({ id: 9, code: DEAF_AT_REST, stream: true });
    assert.deepEqual(await server.next(), here(9));
    await server.send({ cancel: 9 }, { cancel: 9 });
    const [answer] = await server.take(1);
    assert.deepEqual(plain(answer!), { id: 9, ...CANCELLED });
    const { wallMs } = answer!.stats as { wallMs: number };
    assert.ok(wallMs < 1900, `${wallMs} ms`);
  });

  await t.step("at once, before there is an interpreter for it", async () => {
    await server.untilLoad({ spares: 1 });
    // The second finds none ready.
    await server.send({ id: 1, code: "1" });
    await server.take(1);
    await server.send({ id: 2, code: "2" }, { cancel: 2, id: "a" }, { id: 3, code: "3" });
    const lines = (await server.take(3)).map(plain);
    assert.deepEqual(
      new Map(lines.map((line) => [line.id, line])),
      new Map<unknown, Answer>([
        ["a", { id: "a", cancelled: true }],
        [2, { id: 2, ...CANCELLED }],
        [3, { id: 3, ...ok(3, "3") }],
      ]),
    );
  });

  await t.step("nothing is left", async () => assert.deepEqual(await server.end(), QUIET_END));
});

Deno.test("a session that heeds a cancel keeps its state, and is interrupted no more", async () => {
  await using server = new Served("--workers", "1", "--spares", "0");
  const session = "s";
  await server.send({ id: 1, code: `x = 1\n${LOOP}`, session, stream: true });
  assert.deepEqual(await server.next(), here(1));
  await server.send({ cancel: 1 });
  assert.deepEqual(verdict((await untilAnswer(server, 1)).at(-1)!), {
    id: 1,
    ...verdict(CANCELLED),
  });
  const loop = { code: "for _ in range(300_000): pass\nx", session };
  assert.deepEqual(plain(await server.ask(loop)), ok(1, "1"));

  await server.send({ id: 2, code: SLOW, session, stream: true });
  assert.deepEqual(await server.next(), here(2));
  await server.send({ cancel: 2 });
  assert.deepEqual(verdict((await untilAnswer(server, 2)).at(-1)!), {
    id: 2,
    ...verdict(CANCELLED),
  });
  assert.deepEqual(plain(await server.ask({ code: "x", session })), ok(2, "2"));

  await server.send({ id: 3, code: `x = 2\n${DEAF_AT_REST}`, session, stream: true });
  assert.deepEqual(await server.next(), here(3));
  await server.send({ cancel: 3 });
  const killed = { id: 3, ...CANCELLED, sessionEnded: true };
  assert.deepEqual((await server.take(1)).map(plain), [killed]);
  const lost = ok(false, "False", { sessionLost: true });
  assert.deepEqual(plain(await server.ask({ code: "'x' in globals()", session })), lost);
  assert.deepEqual(await server.end(), QUIET_END);
});

Deno.test("a session's program that does not heed a cancel is held to its limits meanwhile", async () => {
  await using server = new Served("--workers", "1", "--spares", "0");
  await server.send({ id: 1, code: DEAF_AT_REST, session: "s", stream: true, timeout: "700ms" });
  assert.deepEqual(await server.next(), here(1));
  await server.send({ cancel: 1 });
  const [answer] = await server.take(1);
  assert.deepEqual(plain(answer!), { id: 1, ...CANCELLED, sessionEnded: true });
  const { wallMs } = answer!.stats as { wallMs: number };
  assert.ok(wallMs < 1900, `${wallMs} ms`);
  assert.deepEqual(await server.end(), QUIET_END);
});

Deno.test("a cancel that comes when its program ends does not reach the next one", async () => {
  await using server = new Served("--workers", "1", "--spares", "0");
  await server.ask({ code: "count = 0", session: "s" });
  const loop = "for _ in range(2000): pass\ncount += 1";
  const statuses: string[] = [];
  for (let id = 0; id < 60; id++) {
    await server.send({ id, code: loop, session: "s" });
    // At another moment of its short life each time.
    await new Promise((resolve) => setTimeout(resolve, id % 5));
    await server.send({ cancel: id });
    const [answer] = await server.take(1);
    assert.equal(answer!.id, id);
    assert.ok(answer!.status === "ok" || answer!.error === "cancelled", JSON.stringify(answer));
    assert.equal(answer!.sessionEnded, undefined, JSON.stringify(answer));
    statuses.push(String(answer!.status));
    const next = plain(
      await server.ask({ code: "for _ in range(2000): pass\n'fine'", session: "s" }),
    );
    assert.deepEqual(next, ok("fine", "'fine'"), `after ${id}`);
  }
  assert.ok(statuses.includes("ok"), "some were faster than their cancel");
  assert.deepEqual(await server.end(), QUIET_END);
});

/** All lines up to the answer to a request: its events, and the answer. */
async function untilAnswer(server: Served, id: string | number): Promise<Answer[]> {
  const lines: Answer[] = [];
  do lines.push(...await server.take(1)); while (lines.at(-1)!.event !== undefined);
  for (const line of lines) assert.equal(line.id, id);
  return lines;
}
