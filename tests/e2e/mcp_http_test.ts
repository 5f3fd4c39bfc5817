/** `mcp --http`: who is let in, hostile clients, many at once, and the end. Every test proves that the server serves on. */
import assert from "node:assert/strict";
import { pysandbox } from "./command.ts";
import { connect, ERAS, runPython } from "./mcp_client.ts";
import { HttpServed } from "./mcp_http_server.ts";
import { untilForking } from "./until_forking.ts";

const IS_UNIX = Deno.build.os !== "windows";
const encoder = new TextEncoder();

const HEADERS = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
};

const INITIALIZE = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "hostile", version: "1" },
  },
};

function post(server: HttpServed, body: BodyInit, headers: Record<string, string> = {}) {
  return fetch(server.url, { method: "POST", body, headers: { ...HEADERS, ...headers } });
}

/** What a server answers to these bytes, to the end of the connection. */
async function raw(server: HttpServed, text: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await connection.write(encoder.encode(text)).catch(() => {});
  return await new Response(connection.readable).text();
}

async function expectWell(server: HttpServed, token?: string): Promise<void> {
  await using client = await connect({
    url: server.url,
    ...(token !== undefined && { token }),
  }, ERAS[1]);
  assert.equal((await runPython(client, { code: "4 + 5", session: "well" })).answer.output, 9);
}

Deno.test("forged names, odd requests and huge bodies are refused, and the server serves on", async () => {
  await using server = await HttpServed.start("--workers", "1", "--spares", "1");
  const body = JSON.stringify(INITIALIZE);
  const head = (host: string, rest = "") =>
    `POST /mcp HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n${rest}`;
  const length = `Content-Length: ${body.length}\r\n\r\n${body}`;
  const cases: [name: string, text: string, status: number][] = [
    ["a forged Host", head("evil.example", length), 403],
    ["a forged Origin", head("localhost", `Origin: http://evil.example\r\n${length}`), 403],
    ["no Host", `POST /mcp HTTP/1.1\r\n${length}`, 403],
    ["another path", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 404],
    ["another method", "PUT /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n", 405],
    ["a huge body", head("localhost", "Content-Length: 99999999\r\n\r\nx"), 413],
    ["a huge head", head("localhost", `X: ${"x".repeat(20_000)}`), 431],
    ["no HTTP", "\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400],
  ];
  for (const [name, text, status] of cases) {
    assert.match(await raw(server, text), new RegExp(`^HTTP/1\\.1 ${status} `), name);
  }
  const answers: [name: string, response: Promise<Response>, status: number][] = [
    ["no JSON", post(server, "{"), 400],
    ["no UTF-8", post(server, new Uint8Array([0x22, 0xff, 0x22])), 400],
    ["no message", post(server, "[1]"), 400],
    ["too much in it", post(server, `[${"{},".repeat(2000)}{}]`), 400],
    ["no session", post(server, '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'), 400],
    ["an unknown session", post(server, body, { "mcp-session-id": "none" }), 404],
    ["a wrong type", post(server, body, { "content-type": "text/plain" }), 415],
    ["a chunked body of 17 MiB", post(server, new Blob([new Uint8Array(17 << 20)]).stream()), 413],
  ];
  for (const [name, response, status] of answers) {
    const { status: given, body } = await response;
    await body?.cancel();
    assert.equal(given, status, name);
  }
  await expectWell(server);
});

Deno.test("a client that dies has its program stopped, and half a request holds nobody up", async () => {
  await using server = await HttpServed.start(
    "--workers",
    "1",
    "--spares",
    "1",
    "--timeout",
    "10m",
  );
  using _half = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await _half.write(encoder.encode("POST /mcp HTTP/1.1\r\nHost: loc"));
  for (const era of ERAS) {
    const client = await connect({ url: server.url }, era);
    const began = Promise.withResolvers<void>();
    const endless = runPython(client, { code: "import time; time.sleep(1000)" }, {
      onprogress: () => began.resolve(),
    });
    endless.catch(() => {});
    await began.promise;
    // It goes without a word: no call is cancelled, and no session ended.
    await client.close();
    await expectWell(server);
  }
});

Deno.test("of hundreds of calls at once of many clients each has its own answer", async () => {
  await using server = await HttpServed.start("--workers", "2", "--spares", "2");
  await untilForking(server.pid);
  const clients = await Promise.all(
    Array.from({ length: 10 }, (_, at) => connect({ url: server.url }, ERAS[at % 2]!)),
  );
  await using _all = {
    [Symbol.asyncDispose]: async () => {
      await Promise.all(clients.map((client) => client.close()));
    },
  };
  const outputs = await Promise.all(
    clients.flatMap((client, at) =>
      Array.from({ length: 20 }, async (_, n) => {
        const { answer } = await runPython(client, {
          code: `(${at}, ${n})`,
          // Some have a new interpreter, which takes most of the time.
          ...(n !== 0 && { session: `s${at % 3}` }),
        }, { timeout: 300_000 });
        return answer.output;
      })
    ),
  );
  const expected = clients.flatMap((_, at) => Array.from({ length: 20 }, (_, n) => [at, n]));
  assert.deepEqual(outputs, expected);
});

Deno.test("with tokens: nobody else is let in, each has sessions of its own, and its turn", async () => {
  const [first, second] = ["first-token-0123456789", "second-token-012345678"];
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, `${first}\n${second}\n`);
  await using server = await HttpServed.start("--token-file", file, "--workers", "1");
  await Deno.remove(file);
  for (const authorization of ["", "Bearer wrong-token-012345678", `Basic ${first}`]) {
    const response = await post(server, JSON.stringify(INITIALIZE), { authorization });
    assert.deepEqual(
      [response.status, response.headers.get("www-authenticate")],
      [401, "Bearer"],
    );
    await response.body?.cancel();
  }
  await using one = await connect({ url: server.url, token: first }, ERAS[0]);
  await using other = await connect({ url: server.url, token: second }, ERAS[0]);
  await runPython(one, { code: "x = 1", session: "s" });
  const found = await runPython(other, { code: "'x' in globals()", session: "s" });
  assert.equal(found.answer.output, false);
  // A session of the protocol belongs to whoever has begun it.
  const id = (one.transport as unknown as { sessionId: string }).sessionId;
  const stolen = await post(server, '{"jsonrpc":"2.0","id":9,"method":"ping"}', {
    authorization: `Bearer ${second}`,
    "mcp-session-id": id,
  });
  await stolen.body?.cancel();
  assert.equal(stolen.status, 404);
  // One that asks for much does not keep the other waiting.
  let done = 0;
  const many = Array.from(
    { length: 20 },
    () => runPython(one, { code: "import time; time.sleep(0.1)", session: "s" }).then(() => done++),
  );
  await runPython(one, { code: "1", session: "another" });
  await runPython(other, { code: "1", session: "s" });
  assert.ok(done < 20, `${done} of the other's were first`);
  await Promise.all(many);
});

Deno.test({
  name: "SIGTERM: no more is accepted, what runs is answered, status 0; a second one stops it, 143",
  ignore: !IS_UNIX,
  fn: async () => {
    for (const again of [false, true]) {
      await using server = await HttpServed.start("--workers", "1", "--spares", "0");
      const client = await connect({ url: server.url }, ERAS[1]);
      const began = Promise.withResolvers<void>();
      const code = again ? "import time\ntime.sleep(1000)" : "import time\ntime.sleep(1)\n'done'";
      const running = runPython(client, { code }, { onprogress: () => began.resolve() });
      const ended = running.then(({ answer }) => [answer.status, answer.output]);
      await began.promise;
      server.kill("SIGTERM");
      while (await isListening(server)) await new Promise((resolve) => setTimeout(resolve, 20));
      if (again) server.kill("SIGTERM");
      assert.deepEqual(await ended, again ? ["cancelled", undefined] : ["ok", "done"]);
      assert.equal(await server.code(), again ? 143 : 0);
      await client.close();
    }
  },
});

async function isListening({ port }: HttpServed): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}

Deno.test("a server that cannot be is refused on the command line", async () => {
  const cases: [args: string[], code: number, said: RegExp][] = [
    [["--http", "0.0.0.0:0"], 2, /^pysandbox: --http: expected a host of this machine alone/],
    [["--http", "8000"], 2, /^pysandbox: --http: expected HOST:PORT, such as 127\.0\.0\.1:8000; /],
    [["--token-file", "x"], 2, /^pysandbox: --token-file: expected --http HOST:PORT with it\n$/],
    [
      ["--http", "127.0.0.1:0", "--token-file", "/no/such/file"],
      2,
      /^pysandbox: --token-file: cannot read '\/no\/such\/file': /,
    ],
  ];
  for (const [args, code, said] of cases) {
    const finished = await pysandbox(["mcp", ...args]);
    assert.equal(finished.code, code);
    assert.match(finished.stderr, said);
  }
});
