/** `mcp --compat mcp-run-python`: the tool and the answers that clients of that server know; and what `--print-config` prints starts a server. */
import assert from "node:assert/strict";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { testWith } from "../needs.ts";
import { commandLine, pysandbox } from "./command.ts";
import { connect, ERAS } from "./mcp_client.ts";

const INPUT_SCHEMA = {
  type: "object",
  properties: {
    python_code: { type: "string", description: "Python code to run" },
    global_variables: {
      type: "object",
      additionalProperties: {},
      default: {},
      description: "Map of global variables in context when the code is executed",
    },
  },
  required: ["python_code"],
  additionalProperties: false,
  $schema: "http://json-schema.org/draft-07/schema#",
};

async function text(client: Client, args: Record<string, unknown>): Promise<string> {
  const { content: [only, ...others] } = await client.callTool({
    name: "run_python_code",
    arguments: args,
  });
  assert.deepEqual(others, []);
  assert.equal(only!.type, "text");
  return (only as { text: string }).text;
}

Deno.test("clients of mcp-run-python find its tool, and its answers as XML", async () => {
  await using client = await connect({ options: ["--compat", "mcp-run-python"] }, ERAS[0]);
  const { tools: [tool, ...others] } = await client.listTools();
  assert.deepEqual([tool!.name, tool!.inputSchema, others], ["run_python_code", INPUT_SCHEMA, []]);
  assert.match(
    tool!.description!,
    /^Tool to execute Python code and return stdout, stderr, and return value\.\n/,
  );
  assert.equal(
    await text(client, { python_code: "x = 4\nprint(f'{x=}')\nx" }),
    "<status>success</status>\n<output>\nx=4\n</output>\n<return_value>\n4\n</return_value>",
  );
  assert.equal(
    await text(client, { python_code: "print(x)" }),
    "<status>run-error</status>\n<error>\nTraceback (most recent call last):\n" +
      '  File "main.py", line 1, in <module>\n    print(x)\n          ^\n' +
      "NameError: name 'x' is not defined\n\n</error>",
  );
  assert.equal(
    await text(client, { python_code: "[a, b]", global_variables: { a: [1, 2], b: { c: 4 } } }),
    '<status>success</status>\n<return_value>\n[\n  [\n    1,\n    2\n  ],\n  {\n    "c": 4\n  }\n]\n</return_value>',
  );
  assert.equal(
    await text(client, { code: "1" }),
    "<status>run-error</status>\n<error>\nUnknown member 'code'\n</error>",
  );
  const logs: unknown[] = [];
  client.setNotificationHandler("notifications/message", ({ params }) => {
    logs.push([params.level, params.data]);
  });
  await text(client, { python_code: "print('not asked for')" });
  await client.setLoggingLevel("info");
  await text(client, { python_code: "import sys\nprint('a'); print('b', file=sys.stderr)" });
  assert.deepEqual(logs, [["info", "a"], ["warning", "b"]]);
});

Deno.test("its answers are JSON where that is asked for", async () => {
  const options = ["--compat", "mcp-run-python", "--return-mode", "json"];
  await using client = await connect({ options }, ERAS[1]);
  assert.equal(
    await text(client, { python_code: "print(123)\n{'a': 3.0}" }),
    '{"status":"success","output":["123"],"return_value":{"a":3.0}}',
  );
});

testWith(["script"], "a person who starts it on a terminal is told what it waits for", async () => {
  const [path, words] = commandLine(["mcp", "--spares", "0"]);
  const { stdout, code } = await new Deno.Command("script", {
    args: ["--quiet", "--return", "--command", [path, ...words].join(" "), "/dev/null"],
    stdin: "null",
  }).output();
  assert.match(
    new TextDecoder().decode(stdout),
    /pysandbox: waits for a client of MCP on standard input; --print-config CLIENT prints what to paste into the settings of one\r\n/,
  );
  assert.equal(code, 0);
});

Deno.test("what is printed for a client starts a server that it can use", async () => {
  const { code, stdout, stderr } = await pysandbox([
    ...["mcp", "--spares", "1", "--print-config", "cursor"],
  ]);
  assert.deepEqual([code, stderr.startsWith("pysandbox: for ~/.cursor/mcp.json")], [0, true]);
  const { command, args } = JSON.parse(stdout).mcpServers.pysandbox;
  const client = new Client({ name: "pasted", version: "1" });
  await client.connect(new StdioClientTransport({ command, args, env: Deno.env.toObject() }));
  const { structuredContent } = await client.callTool({
    name: "run_python",
    arguments: { code: "6 * 7" },
  });
  assert.equal((structuredContent as { output: number }).output, 42);
  await client.close();
});
