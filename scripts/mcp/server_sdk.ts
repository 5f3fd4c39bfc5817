/**
 * The official SDK for MCP servers, as `pysandbox mcp` uses it: bundled from here into one file. Casts are where the SDK's types say more
 * than ours, or allow less.
 */
import {
  type CallToolResult,
  createMcpHandler,
  isLegacyRequest,
  LOG_LEVEL_META_KEY,
  type LoggingLevel,
  parseJSONRPCMessage,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type ServerContext,
  type Tool as SdkTool,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type {
  CallContext,
  Handlers,
  HttpExtra,
  McpSdk,
  SdkServer,
} from "../../src/protocols/mcp/sdk.ts";

/** Nothing of a server's own is checked against a schema here: arguments are checked where they are read. */
const NO_VALIDATOR = {
  getValidator: () => (value: unknown) => ({
    valid: true as const,
    data: value as never,
    errorMessage: undefined,
  }),
};

function createServer({ version, instructions, logs, tool, call }: Handlers): Server {
  const server = new Server({ name: "pysandbox", title: "pysandbox", version }, {
    capabilities: { tools: {}, ...(logs && { logging: {} }) },
    instructions,
    jsonSchemaValidator: NO_VALIDATOR,
  });
  // Without this the SDK would send all logs to a client that has asked for none.
  let threshold: LoggingLevel | null = null;
  if (logs) {
    server.setRequestHandler("logging/setLevel", ({ params }) => {
      threshold = params.level;
      return {};
    });
  }
  server.setRequestHandler("tools/list", () => ({ tools: [tool as unknown as SdkTool] }));
  server.setRequestHandler("tools/call", async ({ params }, context) => {
    if (params.name !== tool.name) {
      const message = `Unknown tool '${params.name.slice(0, 64)}': expected '${tool.name}'`;
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, message);
    }
    return await call(
      params.arguments ?? {},
      toContext(context, threshold),
    ) as unknown as CallToolResult;
  });
  return server;
}

/** What a request of the versions without a handshake says of logs. */
interface Asked {
  readonly [LOG_LEVEL_META_KEY]?: LoggingLevel;
}

const LEVELS: readonly LoggingLevel[] = [
  ...["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"] as const,
];

function toContext(
  { mcpReq, http, sessionId }: ServerContext,
  threshold: LoggingLevel | null,
): CallContext {
  const extra = (http as { authInfo?: { extra?: Partial<HttpExtra> } } | undefined)?.authInfo
    ?.extra;
  const progressToken = mcpReq._meta?.progressToken ?? null;
  // No stream is resumed here: who has gone could never have the answer.
  const gone = http?.req?.signal;
  return {
    signal: gone === undefined ? mcpReq.signal : AbortSignal.any([mcpReq.signal, gone]),
    progressToken,
    principal: extra?.principal ?? "",
    connection: sessionId ?? extra?.connection ?? "",
    progress: async (progress, message) => {
      if (progressToken === null) return;
      const params = { progressToken, progress, message };
      await mcpReq.notify({ method: "notifications/progress", params });
    },
    logsAt: (level) => {
      const asked = threshold ?? (mcpReq.envelope as Asked | undefined)?.[LOG_LEVEL_META_KEY];
      return asked !== undefined && LEVELS.indexOf(level) >= LEVELS.indexOf(asked);
    },
    log: (level, data) =>
      mcpReq.notify({ method: "notifications/message", params: { level, data } }),
  };
}

function toOptions({ parsedBody, principal, connection }: HttpExtra) {
  return {
    ...(parsedBody !== undefined && { parsedBody }),
    authInfo: { token: "", clientId: principal, scopes: [], extra: { principal, connection } },
  };
}

/** Comments that keep a stream open while a program runs, in milliseconds. */
const KEEP_ALIVE_MS = 15_000;

export const sdk: McpSdk = {
  parseMessage: (value) => parseJSONRPCMessage(value),
  createServer,
  serveConnection: (factory, transport) =>
    serveStdio(factory as () => Server, { transport: transport as never }),
  isOfSession: (request, body) => isLegacyRequest(request, body),
  createStateless: (factory) => {
    const { fetch, close } = createMcpHandler(factory as () => Server, {
      legacy: "reject",
      keepAliveMs: KEEP_ALIVE_MS,
    });
    return { handle: (request, extra) => fetch(request, toOptions(extra)), close };
  },
  createSession: async (factory, onBegun, onEnded) => {
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => crypto.randomUUID(),
      onsessioninitialized: (id) => onBegun(id, session),
      onsessionclosed: (id) => onEnded(id),
      keepAliveMs: KEEP_ALIVE_MS,
    });
    const server = factory() as Server;
    await server.connect(transport);
    const session = {
      handle: (request: Request, extra: HttpExtra) =>
        transport.handleRequest(request, toOptions(extra)),
      close: () => (server as SdkServer).close(),
    };
    return session;
  },
};
