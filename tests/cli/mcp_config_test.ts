/** What is pasted into the settings of clients. */
import assert from "node:assert/strict";
import { MCP_OPTIONS } from "../../src/cli/commands/mcp.ts";
import { CLIENT_CONFIGS, clientConfig, ownWords } from "../../src/cli/mcp_config.ts";

const WORDS = ["/opt/py sandbox", "mcp", "--timeout", "5s"] as const;

Deno.test("most clients take an object of servers", () => {
  for (const client of ["claude", "claude-code", "cursor", "gemini", "windsurf"] as const) {
    const { text } = clientConfig(client, WORDS);
    assert.deepEqual(JSON.parse(text), {
      mcpServers: {
        pysandbox: { command: "/opt/py sandbox", args: ["mcp", "--timeout", "5s"] },
      },
    });
  }
});

Deno.test("VS Code, Zed and Codex have forms of their own", () => {
  const [command, ...args] = WORDS;
  assert.deepEqual(JSON.parse(clientConfig("vscode", WORDS).text), {
    servers: { pysandbox: { type: "stdio", command, args } },
  });
  assert.deepEqual(JSON.parse(clientConfig("zed", WORDS).text), {
    context_servers: { pysandbox: { command, args, env: {} } },
  });
  assert.equal(
    clientConfig("codex", WORDS).text,
    '[mcp_servers.pysandbox]\ncommand = "/opt/py sandbox"\nargs = ["mcp","--timeout","5s"]\n',
  );
});

Deno.test("the option offers those clients whose form is known, and no others", () => {
  assert.deepEqual(Object.keys(CLIENT_CONFIGS), MCP_OPTIONS.printConfig.choices);
});

Deno.test("the words that start the command have the options that were given", () => {
  const given = {
    values: { timeout: ["1s", "5s"], printConfig: ["cursor"] },
    flags: new Set(["quiet"]),
    operands: [],
  };
  const words = ownWords(given, MCP_OPTIONS, ["printConfig"]);
  const at = words.indexOf("mcp");
  assert.deepEqual(words.slice(at), ["mcp", "--timeout", "1s", "--timeout", "5s", "--quiet"]);
  assert.equal(words[0], Deno.execPath());
});
