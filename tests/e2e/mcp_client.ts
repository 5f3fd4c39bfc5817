/** The official client for TypeScript, connected to the real command. */
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { commandLine } from "./command.ts";

/** The versions of the protocol that are tried: with a handshake and sessions, and without. */
export const ERAS = ["2025-11-25", "2026-07-28"] as const;

/** One of them. */
export type Era = typeof ERAS[number];

/** How a client and its server talk. */
export type Way = { readonly options: readonly string[] } | {
  readonly url: string;
  readonly token?: string;
};

/** Connects. Disposing of it closes the connection, and ends a server that was started for it. */
export async function connect(way: Way, era: Era): Promise<Client & AsyncDisposable> {
  const client = new Client({ name: "pysandbox-tests", version: "1" }, {
    versionNegotiation: { mode: era === "2026-07-28" ? { pin: era } : "legacy" },
  });
  await client.connect(toTransport(way));
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.close() });
}

function toTransport(way: Way): StdioClientTransport | StreamableHTTPClientTransport {
  if ("url" in way) {
    const headers = way.token === undefined ? {} : { authorization: `Bearer ${way.token}` };
    return new StreamableHTTPClientTransport(new URL(way.url), { requestInit: { headers } });
  }
  const [command, args] = commandLine(["mcp", ...way.options]);
  return new StdioClientTransport({ command, args, env: Deno.env.toObject() });
}

/** The result of `run_python`. */
export interface Ran {
  readonly isError: boolean;
  readonly text: string;
  readonly content: readonly Record<string, unknown>[];
  readonly answer: Readonly<Record<string, unknown>>;
}

/** Calls `run_python`. */
export async function runPython(
  client: Client,
  args: Record<string, unknown>,
  options: Parameters<Client["callTool"]>[1] = {},
): Promise<Ran> {
  const result = await client.callTool({ name: "run_python", arguments: args }, options);
  const content = result.content as unknown as Record<string, unknown>[];
  return {
    isError: result.isError ?? false,
    text: String(content[0]?.text),
    content,
    answer: result.structuredContent as Record<string, unknown>,
  };
}
