/** The official SDK for MCP clients, as `pysandbox mcp --functions` uses it: bundled from here into one file. */
import {
  Client,
  parseJSONRPCMessage,
  StreamableHTTPClientTransport,
} from "@modelcontextprotocol/client";
import { CfWorkerJsonSchemaValidator } from "@modelcontextprotocol/client/validators/cf-worker";
import type { McpClientSdk } from "../../src/protocols/mcp/functions/client_sdk.ts";

/** The engine bounds how long a call may take. */
const LONGEST_MS = 24 * 3_600_000;

/** How many pages a list of tools may have. */
const MOST_PAGES = 100;

const validator = new CfWorkerJsonSchemaValidator();

export const sdk: McpClientSdk = {
  parseMessage: (value) => parseJSONRPCMessage(value),
  connect: async (transport, version) => {
    const client = new Client({ name: "pysandbox", version });
    await client.connect(transport as never);
    return {
      tools: async () => {
        const all = [];
        let cursor: string | undefined;
        for (let page = 0; page < MOST_PAGES; page++) {
          const { tools, nextCursor } = await client.listTools({ ...(cursor && { cursor }) });
          all.push(...tools);
          cursor = nextCursor;
          if (cursor === undefined) break;
        }
        return all;
      },
      call: async (name, args, signal) => {
        const options = { signal, timeout: LONGEST_MS };
        const result = await client.callTool({ name, arguments: { ...args } }, options);
        const { isError = false, structuredContent, content } = result;
        return { isError, structured: structuredContent, content };
      },
      close: () => client.close(),
    };
  },
  overHttp: (url, headers) =>
    new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers: { ...headers } },
    }) as never,
  checker: (schema) => {
    const validate = validator.getValidator(schema as never);
    return (value) => {
      const { valid, errorMessage } = validate(value);
      return valid ? null : errorMessage ?? "it does not fit";
    };
  },
};
