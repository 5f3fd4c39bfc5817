/** `mcp --functions`: programs call the tools of other servers, each call checked by its schema; and what cannot be is said at the start. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { commandLine, pysandbox } from "./command.ts";
import { connect, ERAS, runPython } from "./mcp_client.ts";
import { HttpServed } from "./mcp_http_server.ts";

const OTHER = {
  command: Deno.execPath(),
  args: [
    ...["run", "--quiet", "--no-prompt", "--allow-env"],
    fileURLToPath(new URL("../fixtures/mcp/other_server.ts", import.meta.url)),
  ],
  env: { GIVEN: "yes" },
};

/** A file with these servers, as long as it is used. */
async function fileOf(servers: unknown): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempFile({ suffix: ".json" });
  await Deno.writeTextFile(path, typeof servers === "string" ? servers : JSON.stringify(servers));
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path) };
}

Deno.test("programs call the tools of other servers, over pipes and over HTTP", async () => {
  await using sandbox = await HttpServed.start("--workers", "1", "--spares", "1");
  const [command, args] = commandLine(["mcp", "--workers", "1", "--spares", "1"]);
  await using file = await fileOf({
    mcpServers: {
      other: OTHER,
      "2nd": { command, args, env: Deno.env.toObject() },
      web: { url: sandbox.url },
    },
  });
  await using client = await connect({ options: ["--functions", file.path] }, ERAS[0]);
  const { tools: [tool] } = await client.listTools();
  assert.match(tool!.description!, /^- other_add_numbers\(a, b=\.\.\.\): Adds two numbers\.$/m);
  assert.match(tool!.description!, /^- _2nd_run_python\(code, session=\.\.\./m);

  const cases: [code: string, output: unknown][] = [
    ["other_add_numbers(1)", { sum: 11 }],
    ["other_add_numbers(1, b=2)['sum']", 3],
    ["sum([other_add_numbers(n)['sum'] for n in range(5)])", 60],
    ["other_add_numbers.__doc__.split('\\n')[0]", "Adds two numbers."],
    ["_2nd_run_python(code='6 * 7')['output']", 42],
    ["web_run_python('print(1)')['stdout']", "1\n"],
    ["'GIVEN' in other_variables(), 'PYSANDBOX_SECRET' in other_variables()", [true, false]],
    [
      "import asyncio\n[v['sum'] for v in await asyncio.gather(*(other_add_numbers.aio(n) for n in range(3)))]",
      [10, 11, 12],
    ],
  ];
  for (const [code, output] of cases) {
    const { answer, text } = await runPython(client, { code });
    assert.deepEqual(answer.output, output, `${code}: ${text}`);
  }
  const errors: [code: string, error: RegExp][] = [
    ["other_add_numbers()", /^ValueError: other_add_numbers: .*required/],
    ["other_add_numbers('x')", /^ValueError: other_add_numbers: .*number/],
    ["other_add_numbers(1, -1)", /^ValueError: other_add_numbers: /],
    ["other_add_numbers(1, c=2)", /^ValueError: other_add_numbers: /],
    [
      "other_add_numbers(1, 2, 3)",
      /^TypeError: other_add_numbers: expected at most 2 arguments; got 3$/,
    ],
    ["other_add_numbers(1, a=2)", /^TypeError: other_add_numbers: got 'a' twice$/],
    ["other_fail('not today')", /^RuntimeError: not today$/],
  ];
  for (const [code, error] of errors) {
    assert.match((await runPython(client, { code })).answer.error as string, error, code);
  }
  // A tool that does not answer is waited for until the call is cancelled. A server that is gone is an error of its own calls.
  const late = await runPython(client, { code: "other_wait()" }, {
    signal: AbortSignal.timeout(1500),
  }).catch(() => "cancelled");
  assert.equal(late, "cancelled");
  const gone = await runPython(client, { code: "other_exit()" });
  assert.match(gone.answer.error as string, /^ConnectionError: other_exit: /);
  const still = await runPython(client, { code: "web_run_python('1 + 1')['output']" });
  assert.equal(still.answer.output, 2);
});

Deno.test("without the option there are no functions, and servers that cannot be are named", async () => {
  await using client = await connect({ options: [] }, ERAS[0]);
  const { answer } = await runPython(client, { code: "other_add_numbers" });
  assert.equal(answer.error, "NameError: name 'other_add_numbers' is not defined");
  const cases: [servers: unknown, code: number, said: RegExp][] = [
    ["{", 2, /^pysandbox: --functions: expected JSON in '.*': /],
    [{}, 2, /^pysandbox: --functions: expected \{"mcpServers": \{\.\.\.\}\} in '/],
    [
      { mcpServers: { a: { args: [] } } },
      2,
      /^pysandbox: --functions: the server 'a': expected \{"command"/,
    ],
    [
      { mcpServers: { a: { command: "/no/such/command" } } },
      125,
      /^pysandbox: --functions: the server 'a': /,
    ],
    [
      { mcpServers: { a: { url: "http://127.0.0.1:1/mcp" } } },
      125,
      /^pysandbox: --functions: the server 'a': /,
    ],
    [
      { mcpServers: { "a b": OTHER, a_b: OTHER } },
      2,
      /^pysandbox: --functions: two tools would be a_b_add_numbers; /,
    ],
  ];
  for (const [servers, code, said] of cases) {
    await using file = await fileOf(servers);
    const finished = await pysandbox(["mcp", "--functions", file.path]);
    assert.match(finished.stderr, said);
    assert.equal(finished.code, code);
  }
  const missing = await pysandbox(["mcp", "--functions", "/no/such/file"]);
  assert.match(missing.stderr, /^pysandbox: --functions: cannot read '\/no\/such\/file': /);
});
