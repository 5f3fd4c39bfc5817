/** `mcp` and clients that do not keep to the protocol, ask too much at once, do not read, or die: no other call is lost. */
import assert from "node:assert/strict";
import { sharedBy } from "../sharing.ts";
import { type Answer, QUIET_END, residentBytes, Served } from "./served.ts";
import { endQuietly } from "./sharing.ts";

const MIB = 1024 * 1024;

/** A server whose client has shaken hands. */
async function started(...options: readonly string[]): Promise<Served> {
  const server = new Served("--workers", "2", "--spares", "2", ...options, { command: "mcp" });
  const clientInfo = { name: "hostile", version: "1" };
  const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo };
  await server.send({ jsonrpc: "2.0", id: "hello", method: "initialize", params });
  const hello = (await server.next())!.result as { protocolVersion: string };
  assert.equal(hello.protocolVersion, "2025-06-18");
  await server.send({ jsonrpc: "2.0", method: "notifications/initialized" });
  return server;
}

function call(id: unknown, args: Answer): Answer {
  return {
    jsonrpc: "2.0",
    id,
    method: "tools/call",
    params: { name: "run_python", arguments: args },
  };
}

/** The value that a program had, by the answer to its call. */
function outputOf(message: Answer): unknown {
  return (message.result as { structuredContent: { output: unknown } }).structuredContent.output;
}

/** Shows that a server is well. */
async function expectWell(server: Served): Promise<void> {
  await server.send(call("well", { code: "4 + 5", session: "well" }));
  const answer = (await server.next())!;
  assert.deepEqual([answer.id, outputOf(answer)], ["well", 9]);
}

function errorOf({ id, error }: Answer): unknown[] {
  const { code, message } = error as { code: number; message: string };
  return [id, code, message];
}

/** A test that gets a server whose client has shaken hands. */
const test = sharedBy(started, endQuietly);

test("what is no message is answered with what is wrong, and forgotten", async (server) => {
  const cases: [line: string | Uint8Array, answer: unknown[]][] = [
    ["half a mess\n", [null, -32700, /^Parse error: /]],
    ["\n", [null, -32700, /^Parse error: /]],
    ["[]\n", [null, -32600, /^Invalid request: /]],
    ['{"jsonrpc": "1.0", "id": 7, "method": "ping"}\n', [7, -32600, /^Invalid request: /]],
    ['{"jsonrpc": "2.0", "id": {}, "method": "ping"}\n', [null, -32600, /^Invalid request: /]],
    ['{"jsonrpc": "2.0", "id": 8, "method": "no/such"}\n', [8, -32601, /^Method not found$/]],
    [new Uint8Array([0x22, 0xff, 0x22, 0x0a]), [null, -32700, /not UTF-8$/]],
    [`${"[".repeat(5000)}\n`, [null, -32700, /nested at most 64 deep$/]],
    [`[${"{},".repeat(2000)}{}]\n`, [null, -32700, /at most 1024 arrays and objects$/]],
    [new Uint8Array(17 * MIB).fill(0x20), [null, -32700, /too long: expected at most 16MiB$/]],
  ];
  for (const [line, [id, code, message]] of cases) {
    await server.write(line);
    const [givenId, givenCode, givenMessage] = errorOf((await server.next())!);
    assert.deepEqual([givenId, givenCode], [id, code]);
    assert.match(givenMessage as string, message as RegExp);
    if (line.at(-1) !== "\n" && line.at(-1) !== 0x0a) await server.write("\n");
    await expectWell(server);
  }
  // Arguments that are wrong are for the model that wrote them.
  await server.send(
    call(1, {}),
    call(2, { code: 5 }),
    call(3, { code: "1", sesion: "x" }),
    call(4, { code: "1", files: { "../x": { text: "" } } }),
  );
  const wrong = await server.take(4);
  const errors = wrong.map(({ result }) => {
    const { isError, structuredContent } = result as Record<string, unknown>;
    return [isError, (structuredContent as { error: string }).error];
  });
  assert.deepEqual(errors, [
    [true, "code: expected a string; got nothing"],
    [true, "code: expected a string; got 5"],
    [true, "Unknown member 'sesion' (did you mean 'session'?)"],
    [true, "files '../x': expected a path that leads down; it leads out with '..'"],
  ]);
  // Values are not read here: they may be more than anything else in a message, and their numbers are exact.
  const table = Array.from({ length: 3000 }, (_, at) => [at, { at }]);
  const [head, tail] = JSON.stringify(call(5, { code: "[x, len(t)]", inputs: { t: table } }))
    .split('"inputs":{');
  await server.send(`${head}"inputs":{"x":12345678901234567890,${tail}`);
  assert.match(await server.nextLine(), /"output":\[12345678901234567890,3000\]/);
  await server.send(`${head}"inputs":{"x":1.0,"x": 2.0,${tail}`);
  assert.match(await server.nextLine(), /"output":\[2\.0,3000\]/);
});

Deno.test("a message that comes byte by byte is one, and so is the last one without its newline", async () => {
  await using server = await started();
  for (
    const byte of new TextEncoder().encode(`${JSON.stringify(call(1, { code: "'\u00e9'" }))}\n`)
  ) {
    await server.write(new Uint8Array([byte]));
  }
  assert.equal(outputOf((await server.next())!), "\u00e9");
  await server.write(JSON.stringify(call(2, { code: "6 * 7" })));
  await server.closeInput();
  const { rest: [last, ...others], ...end } = await server.ended();
  assert.deepEqual([last!.id, outputOf(last!), others], [2, 42, []]);
  assert.deepEqual({ ...end, rest: [] }, QUIET_END);
});

test("of a thousand calls at once each has its own answer", async (server) => {
  const calls = Array.from({ length: 1000 }, (_, id) =>
    // Some have a new interpreter, which takes most of the time.
    call(id, { code: `${id} * 2`, ...(id % 250 !== 0 && { session: `s${id % 3}` }) }));
  const sent = server.send(...calls);
  const answers = await server.take(calls.length);
  await sent;
  const outputs = new Map(answers.map((answer) => [answer.id, outputOf(answer)]));
  assert.deepEqual(calls.map(({ id }) => outputs.get(id)), calls.map((_, at) => at * 2));
  await expectWell(server);
});

Deno.test({
  name: "a client that does not read is waited for, in bounded memory, and finds all of it",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using server = await started();
    await server.send(call(0, { code: "1", session: "s" }));
    await server.next();
    const before = await residentBytes(server.pid);
    const code = "print('x' * (1 << 20))";
    const calls = Array.from({ length: 100 }, (_, id) => call(id, { code, session: "s" }));
    const sent = server.send(...calls);
    let most = await residentBytes(server.pid);
    for (let at = 0; at < 30; at++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      most = Math.max(most, await residentBytes(server.pid));
    }
    // The answers to all are more than that.
    assert.ok(most - before < 90 * MIB, `the server grew by ${(most - before) / MIB} MiB`);
    const answers = await server.take(calls.length);
    await sent;
    assert.deepEqual(answers.map(({ id }) => id), calls.map(({ id }) => id));
    await expectWell(server);
    assert.deepEqual(await server.end(), QUIET_END);
  },
});

Deno.test({
  name: "a client that dies leaves no process",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await using server = await started("--timeout", "10m");
    await server.send(call(1, { code: "while True: pass" }), call(2, { code: "1", session: "s" }));
    assert.equal((await server.next())!.id, 2);
    await server.closeOutput();
    const end = await server.ended();
    assert.deepEqual({ ...end, rest: [] }, { ...QUIET_END, code: 141 });
  },
});

Deno.test({
  name: "SIGTERM: what runs is stopped, and its call told so, status 143",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using server = await started("--timeout", "10m");
    const progress = { _meta: { progressToken: "p" } };
    const params = { name: "run_python", arguments: { code: "while True: pass" }, ...progress };
    await server.send({ jsonrpc: "2.0", id: 1, method: "tools/call", params });
    assert.equal((await server.next())!.method, "notifications/progress");
    server.signal("SIGTERM");
    const { rest, ...end } = await server.ended();
    const [answer] = rest.filter(({ id }) => id === 1);
    const { isError, structuredContent } = answer!.result as Record<string, unknown>;
    const { status, exitCode } = structuredContent as Record<string, unknown>;
    assert.deepEqual([isError, status, exitCode], [true, "cancelled", 143]);
    assert.deepEqual({ ...end, rest: [] }, { ...QUIET_END, code: 143 });
  },
});

Deno.test("what a cancelled call has begun is stopped, and its worker free", async () => {
  await using server = new Served("--workers", "1", "--timeout", "10m", { command: "mcp" });
  const clientInfo = { name: "hostile", version: "1" };
  const hello = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo };
  await server.send({ jsonrpc: "2.0", id: 0, method: "initialize", params: hello });
  await server.next();
  await server.send(call(1, { code: "while True: pass" }), call(2, { code: "2" }));
  const cancelled = { jsonrpc: "2.0", method: "notifications/cancelled" };
  await server.send({ ...cancelled, params: { requestId: 3 } });
  await server.send({ ...cancelled, params: { requestId: 1 } });
  const answer = (await server.next())!;
  assert.deepEqual([answer.id, outputOf(answer)], [2, 2]);
  const end = await server.end();
  assert.deepEqual(end, QUIET_END);
});
