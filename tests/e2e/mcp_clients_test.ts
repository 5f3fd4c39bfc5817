/** The official client drives the server: in both eras of the protocol, over standard input and output and over HTTP. */
import assert from "node:assert/strict";
import type { Client } from "@modelcontextprotocol/client";
import type { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { connect, ERAS, runPython } from "./mcp_client.ts";
import { HttpServed } from "./mcp_http_server.ts";
import { untilForking } from "./until_forking.ts";

const LIMITS = ["--workers", "2", "--spares", "2", "--timeout", "20s", "--max-heap", "128"];

/** One pixel, and as many bytes behind it as are wanted. */
const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const PICTURES = `import base64
png = base64.b64decode('${PNG}')
open('small.png', 'wb').write(png)
open('large.png', 'wb').write(png + bytes(2 ** 20))
open('table.csv', 'w').write('a,b\\n1,2\\n')
open('data.bin', 'wb').write(bytes(3))`;

/**
 * All that a client can do, one thing after another. Each proves that the server is well after what came before.
 *
 * @param gives whether files and values go in and come out as well.
 */
async function drive(client: Client, gives: boolean): Promise<void> {
  await client.listTools().then(({ tools: [tool, ...others] }) => {
    assert.equal(others.length, 0);
    assert.equal(tool!.name, "run_python");
    assert.deepEqual(tool!.inputSchema.required, ["code"]);
    assert.deepEqual(Object.keys(tool!.inputSchema.properties!), [
      ...["code", "session", "timeout", "inputs", "files", "outputs"],
    ]);
    assert.equal(tool!.outputSchema!.type, "object");
    assert.equal(tool!.annotations!.openWorldHint, false);
  });

  const sum = await runPython(client, { code: "print('hello')\n4 + 5" });
  assert.deepEqual(
    [sum.isError, sum.text, sum.answer.status, sum.answer.output, sum.answer.stdout],
    [false, "stdout:\nhello\nresult:\n9", "ok", 9, "hello\n"],
  );

  const error = await runPython(client, { code: "1 / 0" });
  assert.equal(error.isError, true);
  assert.match(error.text, /^stderr:\nTraceback [^]*\nerror: ZeroDivisionError: division by zero$/);
  assert.equal(error.answer.error, "ZeroDivisionError: division by zero");

  const late = await runPython(client, { code: "while True: pass", timeout: "300ms" });
  assert.deepEqual([late.isError, late.answer.status, late.answer.exitCode], [
    true,
    "timeout",
    124,
  ]);
  assert.match(late.text, /timeout: timed out after 300ms \(--timeout\)$/);

  const memory = await runPython(client, { code: "x = bytearray(10 ** 9)" });
  assert.deepEqual([memory.isError, memory.answer.status], [true, "memory"]);

  const wrong = await runPython(client, { code: "1", timeout: "1m" });
  assert.deepEqual([wrong.isError, wrong.answer], [true, {
    status: "invalid",
    error: "timeout: expected at most 20s, the server's --timeout; got '1m'",
  }]);
  assert.equal(wrong.text, `invalid: ${wrong.answer.error}`);
  await assert.rejects(
    client.callTool({ name: "no_such_tool", arguments: {} }),
    /no_such_tool/,
  );

  await runPython(client, { code: "x = 20", session: "s" });
  const next = await runPython(client, { code: "x + 1", session: "s" });
  assert.equal(next.answer.output, 21);
  const other = await runPython(client, { code: "x" });
  assert.equal(other.answer.error, "NameError: name 'x' is not defined");

  if (gives) {
    await driveFiles(client);
    await driveValues(client);
  }

  // The program of a cancelled call is interrupted: its session goes on, which one that sleeps on would not allow. Progress is told
  // of after a second.
  const controller = new AbortController();
  const began = Promise.withResolvers<void>();
  const endless = runPython(
    client,
    { code: "import time; x = 30\ntime.sleep(1000)", session: "s" },
    {
      signal: controller.signal,
      onprogress: () => began.resolve(),
    },
  );
  await began.promise;
  controller.abort();
  await assert.rejects(endless);
  const after = await runPython(client, { code: "x", session: "s" });
  assert.deepEqual([after.answer.output, after.answer.sessionLost], [30, undefined]);
}

async function driveFiles(client: Client): Promise<void> {
  const given = await runPython(client, {
    code: "open('a/b.txt').read() + open('c', 'rb').read().decode()",
    files: { "a/b.txt": { text: "text" }, c: { base64: "Ynl0ZXM=" } },
  });
  assert.equal(given.answer.output, "textbytes");

  const made = await runPython(client, { code: PICTURES, outputs: ["*.png", "*.csv", "*.bin"] });
  const [, ...contents] = made.content;
  const byName = new Map(contents.map((one) => [nameOf(one), one]));
  assert.deepEqual([...byName.keys()].sort(), [
    ...["an image", "data.bin", "large.png", "table.csv"],
  ]);
  assert.deepEqual(byName.get("an image"), { type: "image", data: PNG, mimeType: "image/png" });
  assert.deepEqual(byName.get("table.csv"), {
    type: "resource",
    resource: { uri: "pysandbox://files/table.csv", mimeType: "text/csv", text: "a,b\n1,2\n" },
  });
  assert.deepEqual(byName.get("data.bin"), {
    type: "resource",
    resource: {
      uri: "pysandbox://files/data.bin",
      mimeType: "application/octet-stream",
      blob: "AAAA",
    },
  });
  const files = made.answer.files as Record<string, { bytes: number; mime: string }>;
  assert.deepEqual(Object.keys(files).sort(), ["data.bin", "large.png", "small.png", "table.csv"]);
  assert.match(made.text, /^file: table\.csv \(text\/csv, 8 bytes\)$/m);
}

/** Values that go in, which stay what they are, and what a program shows. */
async function driveValues(client: Client): Promise<void> {
  const given = await runPython(client, {
    code: "[a / 2, b + [1], c]",
    inputs: { a: 3, b: [], c: { d: null } },
  });
  assert.deepEqual(given.answer.output, [1.5, [1], { d: null }]);
  const wrong = await runPython(client, { code: "1", inputs: { class: 1 } });
  assert.deepEqual(
    [wrong.isError, wrong.answer.error],
    [true, "inputs 'class': expected a name; it is a keyword of Python"],
  );
  const shown = await runPython(client, {
    code: `import base64
class Picture:
    def _repr_png_(self): return base64.b64decode('${PNG}')
    def __repr__(self): return 'a picture'
class Table:
    def _repr_html_(self): return '<table>'
    def __repr__(self): return 'a table'
display('a text')
display({'image/svg+xml': '<svg>'}, raw=True)
display(Table())
Picture()`,
  });
  assert.deepEqual(shown.content, [
    { type: "text", text: "shown:\n'a text'\na table\nresult:\na picture" },
    {
      type: "resource",
      resource: { uri: "pysandbox://display/1", mimeType: "image/svg+xml", text: "<svg>" },
    },
    { type: "image", data: PNG, mimeType: "image/png" },
  ]);
  assert.equal((shown.answer.display as unknown[]).length, 4);
}

function nameOf(content: Record<string, unknown>): string {
  if (content.type === "image") return "an image";
  return (content.resource as { uri: string }).uri.replace("pysandbox://files/", "");
}

for (const era of ERAS) {
  Deno.test(`the official client drives the server over standard input and output, in ${era}`, async () => {
    await using client = await connect({ options: LIMITS }, era);
    await untilForking((client.transport as StdioClientTransport).pid!);
    await drive(client, true);
  });
}

Deno.test("the official client drives one server over HTTP, in each era", async () => {
  await using server = await HttpServed.start(...LIMITS);
  await untilForking(server.pid);
  for (const era of ERAS) {
    await using client = await connect({ url: server.url }, era);
    // Over standard input and output, each era has them.
    await drive(client, era === ERAS[0]);
    // Its session of Python is the next client's as well: without tokens there is one principal.
    await runPython(client, { code: "1", session: "s" });
  }
  server.kill("SIGTERM");
  assert.equal(await server.code(), 0);
});
