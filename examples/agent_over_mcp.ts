/**
 * An agent that runs Python over the Model Context Protocol, by the protocol's official client. In a checkout:
 *
 *     deno run --allow-run --allow-env --allow-read examples/agent_over_mcp.ts
 *
 * In place of a model, a script says what to run, so that this works offline.
 * PYSANDBOX_COMMAND may have, as JSON, the words that start pysandbox.
 */
import process from "node:process";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const [command, ...args]: string[] = JSON.parse(
  process.env["PYSANDBOX_COMMAND"] ?? '["pysandbox"]',
);

/** What the model would answer, one call of the tool after another. */
const SCRIPTED_MODEL: Record<string, unknown>[] = [
  {
    code: "import csv\nrows = list(csv.DictReader(open('sales.csv')))\nlen(rows)",
    files: { "sales.csv": { text: "month,units\nJanuary,12\nFebruary,30\nMarch,18\n" } },
  },
  { code: "total = sum(int(row['unit']) for row in rows)" },
  { code: "total = sum(int(row['units']) for row in rows)\nprint('units in all:', total)" },
  {
    code: "print(f'{total} units in {len(rows)} months.', file=open('report.md', 'w'))",
    outputs: ["*.md"],
  },
  { code: "import time; time.sleep(60)", timeout: "500ms" },
  { code: "'rows' in globals()" },
];

const client = new Client({ name: "example", version: "1" });
await client.connect(new StdioClientTransport({ command: command!, args: [...args, "mcp"] }));

const { tools } = await client.listTools();
// With its description and its schema, this is what a model is told.
say(`tools: ${tools.map(({ name }) => name).join(", ")}\n`);

// One session for the conversation: each call finds what the earlier ones left.
const session = crypto.randomUUID();
for (const written of SCRIPTED_MODEL) {
  const { isError, content } = await client.callTool({
    name: "run_python",
    arguments: { ...written, session },
  });
  say(`model: ${written.code}`);
  say(isError ? "tool:  (an error)" : "tool:");
  for (const part of content) {
    if (part.type === "text") say(part.text);
    if (part.type === "resource" && "text" in part.resource) {
      say(`${part.resource.uri}: ${part.resource.text}`);
    }
  }
  say("");
}
await client.close();

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
