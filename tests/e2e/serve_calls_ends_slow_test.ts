/** How calls of host functions end where the client ends, falls behind, or talks in the wrong moment. */
import { deepEqual, equal, ok as isTrue } from "node:assert/strict";
import { type Call, SEARCH } from "./called.ts";
import { type Answer, QUIET_END, Served, until } from "./served.ts";

const MIB = 1024 * 1024;

/** The next call, which is the next line. */
async function nextCall(server: Served): Promise<Call> {
  const [line] = await server.take(1);
  equal(line!.event, "call", JSON.stringify(line));
  return line as unknown as Call;
}

Deno.test("when the input ends, nobody can answer: open calls are errors, and so are later ones", async () => {
  await using server = new Served();
  const code = "errors = []\nfor n in range(3):\n    try:\n        search(n)\n" +
    "    except ConnectionError as error:\n        errors.append(str(error))\nerrors";
  await server.send({ id: 1, code, functions: SEARCH });
  await nextCall(server);
  await server.closeInput();
  const { rest, ...end } = await server.ended();
  deepEqual({ ...end, rest: [] }, QUIET_END);
  const told = "the client has ended its input, and cannot answer";
  deepEqual(rest.map(({ id, output }) => [id, output]), [[1, [told, told, told]]]);
});

Deno.test("a shutdown ends calls alike", async () => {
  await using server = new Served();
  await server.send({ id: 1, code: "search()", functions: SEARCH });
  await nextCall(server);
  await server.send({ shutdown: true });
  const { rest, code } = await server.ended();
  deepEqual([code, rest.length, rest[0]!.status], [0, 1, "error"]);
  isTrue(String(rest[0]!.error).startsWith("ConnectionError: "));
});

Deno.test("a signal cancels a program that waits for an answer", async () => {
  await using server = new Served();
  await server.send({ id: 1, code: "search()", functions: SEARCH });
  await nextCall(server);
  server.signal("SIGTERM");
  const { rest, code, left } = await server.ended();
  deepEqual([code, rest.map(({ status }) => status), left], [143, ["cancelled"], []]);
});

Deno.test("a client that dies while a program waits leaves nothing behind", async () => {
  await using server = new Served();
  await server.send({ id: 1, code: "search()", functions: SEARCH });
  await nextCall(server);
  await server.closeOutput();
  equal(await server.exitCode(), 141);
});

/** Waits until so many programs still run: what the others have answered is held by the server then, because nobody reads it. */
async function untilLeft(server: Served, count: number): Promise<void> {
  await until(async () => (await server.jails()).length === count, "a program has ended");
}

/** A program whose answer is as large as that. */
const loud = (bytes: number) => `import sys\nsys.stdout.write('x' * ${bytes})`;

Deno.test("an answer is read although the client has not taken what was written before", async () => {
  await using server = new Served("--spares", "0", "--workers", "2", "--max-output", "32MiB");
  await server.send({ id: "caller", code: "len(search())", functions: SEARCH });
  const { call } = await nextCall(server);
  // More than may wait until nothing is read: nobody reads it before the value has been written, which is larger than a pipe.
  await server.send({ id: "loud", code: loud(20 * MIB) });
  await untilLeft(server, 1);
  await server.send({ answer: call, value: "y".repeat(4 * MIB - 2) });
  await server.send({ id: "later", ping: true });
  const lines = await server.take(3);
  const byId = new Map(lines.map((line) => [line.id, line]));
  equal(byId.get("caller")!.output, 4 * MIB - 2);
  equal(String(byId.get("loud")!.stdout).length, 20 * MIB);
  equal(byId.get("later")!.pong, true);
  deepEqual(await server.end(), QUIET_END);
});

Deno.test("lines that come meanwhile are kept in their order, and a shutdown among them is the last", async () => {
  await using server = new Served("--spares", "0", "--workers", "1", "--max-output", "32MiB");
  await server.send({ id: "loud", code: `search()\n${loud(20 * MIB)}`, functions: SEARCH });
  const first = await nextCall(server);
  await server.send({ answer: first.call, value: null });
  await untilLeft(server, 0);
  const asked = ["a", "b", "c"].map((id) => ({ id, code: `'${id}'` }));
  await server.send(...asked, { answer: first.call, value: 1 }, { shutdown: true });
  const lines: Answer[] = [];
  for (let line = await server.next(); line !== null; line = await server.next()) lines.push(line);
  // The loud answer is made in parts, which may take until the first of the others are there.
  const isLoud = ({ id }: Answer) => id === "loud";
  deepEqual(lines.filter(isLoud).map(({ status }) => status), ["ok"]);
  deepEqual(lines.filter((line) => !isLoud(line)).map(({ id, status }) => [id, status]), [
    [undefined, "invalid"],
    ["a", "ok"],
    ["b", "ok"],
    ["c", "ok"],
  ]);
  equal(await server.exitCode(), 0);
});

Deno.test("a line of 40 MB that would answer is refused, and its call ends by its time", async () => {
  await using server = new Served();
  await server.send({ id: 1, code: "search()", functions: SEARCH, callTimeout: "3s" });
  const { call } = await nextCall(server);
  await server.write(`{"answer":"${call}","value":"`);
  for (let left = 40; left > 0; left--) await server.write("x".repeat(1_000_000));
  await server.write('"}\n');
  const errors = (await server.take(2)).map(({ error }) => error);
  deepEqual(errors.sort(), [
    "Line is too long: expected at most 16MiB (--max-line)",
    "TimeoutError: search: no answer within 3s (callTimeout)",
  ]);
  deepEqual(await server.end(), QUIET_END);
});

Deno.test("requests without ids call functions when it is their turn", async () => {
  await using server = new Served("--workers", "2");
  await server.send(
    { code: "search('first')", functions: SEARCH },
    { code: "search('second')", functions: SEARCH },
  );
  const first = await nextCall(server);
  deepEqual([first.id, first.args], [undefined, ["first"]]);
  await server.send({ answer: first.call, value: 1 });
  equal((await server.take(1))[0]!.output, 1);
  const second = await nextCall(server);
  deepEqual(second.args, ["second"]);
  await server.send({ answer: second.call, value: 2 });
  equal((await server.take(1))[0]!.output, 2);
  deepEqual(await server.end(), QUIET_END);
});

Deno.test("2,000 calls in a row, and large ones, leave the server as it was", async () => {
  await using server = new Served("--workers", "1", "--timeout", "0");
  // Calls that carry half a megabyte are among them.
  const code = "x = 'x' * 500_000\nfor n in range(2000):\n    search(n if n % 80 else x)\n'done'";
  await server.send({ id: 1, code, functions: SEARCH, maxCalls: 2000 });
  for (let count = 0; count < 2000;) {
    const { call } = await nextCall(server);
    await server.send({ answer: call, value: ++count });
  }
  equal((await server.take(1))[0]!.output, "done");
  await until(async () => (await server.ask({ code: "1" })).output === 1, "it serves");
  deepEqual(await server.end(), QUIET_END);
});
