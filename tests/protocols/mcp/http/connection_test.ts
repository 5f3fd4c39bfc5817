/** One connection over HTTP: its requests in whatever pieces, its bounds of time and size, and a client that goes. */
import assert from "node:assert/strict";
import { BodyBudget } from "../../../../src/protocols/mcp/http/body.ts";
import { Connection, type Received } from "../../../../src/protocols/mcp/http/connection.ts";
import { type Head, HttpError } from "../../../../src/protocols/mcp/http/head.ts";

const encoder = new TextEncoder();
const WIDE = { head: 60_000, body: 60_000, idle: 60_000, write: 60_000 };

/** A client in memory: what it sends, and what it was sent. */
class Script {
  readonly #chunks: Uint8Array[];
  #waiting = Promise.withResolvers<void>();
  #isClosed = false;
  #unsent = 0;
  received = "";
  /** Whether it takes anything. */
  takes = true;

  constructor(...texts: readonly string[]) {
    this.#chunks = texts.map((text) => encoder.encode(text));
  }

  send(text: string): void {
    this.#chunks.push(encoder.encode(text));
    this.#waiting.resolve();
  }

  async read(target: Uint8Array): Promise<number | null> {
    while (this.#chunks.length === 0 && !this.#isClosed) {
      this.#waiting = Promise.withResolvers();
      await this.#waiting.promise;
    }
    const chunk = this.#chunks.shift();
    if (chunk === undefined) return null;
    const part = chunk.subarray(0, target.length);
    if (part.length < chunk.length) this.#chunks.unshift(chunk.subarray(part.length));
    target.set(part);
    return part.length;
  }

  async write(bytes: Uint8Array): Promise<number> {
    if (!this.takes) await new Promise(() => {});
    // Not all at once, as a socket may do.
    const part = bytes.subarray(0, 1000);
    this.received += new TextDecoder().decode(part);
    return part.length;
  }

  closeWrite(): Promise<void> {
    // It reads all, and goes.
    this.close();
    return Promise.resolve();
  }

  close(): void {
    this.#isClosed = true;
    this.#waiting.resolve();
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get unsent(): number {
    return this.#unsent;
  }

  /** Serves this client to its end. */
  async serve(
    answer: (received: Received) => Promise<Response>,
    timeouts: Partial<typeof WIDE> = {},
    judge: (head: Head) => Promise<string> = () => Promise.resolve(""),
  ): Promise<void> {
    await new Connection(this, {
      budget: new BodyBudget(),
      judge,
      answer,
      isEnding: () => false,
      onUnsent: (bytes) => this.#unsent += bytes,
    }, { ...WIDE, ...timeouts }).serve();
  }
}

function echo({ request, body }: Received): Promise<Response> {
  const text = new TextDecoder().decode(body ?? new Uint8Array(0));
  return Promise.resolve(new Response(`${request.method} ${text}`));
}

const LAST = "GET /last HTTP/1.1\r\nConnection: close\r\n\r\n";

Deno.test("requests follow one another on a connection, in whatever pieces they come", async () => {
  const text = "POST /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello" +
    "POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nt: u\r\n\r\n" +
    LAST;
  for (const size of [1, 7, text.length]) {
    const pieces = text.match(new RegExp(`[^]{1,${size}}`, "g"))!;
    const client = new Script(...pieces);
    await client.serve(echo);
    const bodies = [...client.received.matchAll(/^[0-9a-f]+\r\n((?:POST|GET) .*)\r\n0\r\n/gm)]
      .map(([, body]) => body);
    assert.deepEqual(bodies, ["POST hello", "POST abcde", "GET "]);
    assert.equal(client.isClosed, true);
    assert.equal(client.unsent, 0);
  }
});

Deno.test("what is too large, or no request, is refused, and the connection ends", async () => {
  for (
    const [text, status] of [
      [`POST /${"x".repeat(20_000)}`, 431],
      ["nonsense\r\n\r\n", 400],
      ["POST / HTTP/1.1\r\nContent-Length: 16777217\r\n\r\n", 413],
      ["POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1000001\r\n", 413],
      ["POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400],
      ["POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", 400],
      [`POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;${"x".repeat(300)}`, 400],
    ] as const
  ) {
    const client = new Script(text);
    await client.serve(echo);
    assert.match(client.received, new RegExp(`^HTTP/1\\.1 ${status} `));
    assert.match(client.received, /^connection: close\r$/m);
    assert.equal(client.isClosed, true);
  }
});

Deno.test("a client that is not let in is told so before it has sent a body", async () => {
  const head =
    "POST /run_code HTTP/1.1\r\nContent-Length: 16000000\r\nExpect: 100-continue\r\n\r\n";
  const client = new Script(head);
  const refuse = () =>
    Promise.reject(new HttpError(401, "Expected a token", { "www-authenticate": "Bearer" }));
  await client.serve(() => assert.fail("it is answered"), {}, refuse);
  assert.match(client.received, /^HTTP\/1\.1 401 Unauthorized\r\n/);
  assert.match(client.received, /^www-authenticate: Bearer\r$/m);
  assert.match(client.received, /^connection: close\r$/m);
});

Deno.test("the body is asked for where a client waits for that", async () => {
  const client = new Script("POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  const served = client.serve((received) => {
    client.close();
    return echo(received);
  });
  while (client.received === "") await new Promise((resolve) => setTimeout(resolve, 1));
  assert.equal(client.received, "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ok");
  await served;
});

for (
  const [name, text, timeouts] of [
    ["asks nothing", "", { idle: 10 }],
    ["does not end its head", "POST / HT", { head: 10 }],
    ["does not end its body", "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab", { body: 10 }],
  ] as const
) {
  Deno.test(`a client that ${name} is cut off`, async () => {
    const client = new Script(...(text === "" ? [] : [text]));
    await client.serve(echo, timeouts);
    assert.deepEqual([client.isClosed, client.received], [true, ""]);
  });
}

Deno.test("a client that does not take its answer is cut off, and the answer given up", async () => {
  const client = new Script(LAST);
  client.takes = false;
  const given = Promise.withResolvers<void>();
  const body = new ReadableStream({ cancel: () => given.resolve() });
  await client.serve(() => Promise.resolve(new Response(body)), { write: 10 });
  await given.promise;
  assert.deepEqual([client.isClosed, client.unsent], [true, 0]);
});

Deno.test("when a client goes, its request is given up", async () => {
  const client = new Script("POST / HTTP/1.1\r\n\r\n");
  const aborted = Promise.withResolvers<void>();
  const served = client.serve(({ request }) => {
    request.signal.addEventListener("abort", () => aborted.resolve());
    client.close();
    return aborted.promise.then(() => new Response("late"));
  });
  await aborted.promise;
  await served;
});
