/**
 * TRUSTED. What is used of the official SDK for MCP servers, as types of our own. The SDK itself is bundled into one file when the assets
 * are made (`scripts/mcp/server_sdk.ts` is its entry, and is checked against these types), and loaded from there by a computed
 * name: no command but `mcp` pays for it.
 */
import { importSdk } from "./import_sdk.ts";

/** A message of JSON-RPC. */
export type RpcMessage = object;

/** One text, picture or file of a result. */
export type Content =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image"; readonly data: string; readonly mimeType: string }
  | {
    readonly type: "resource";
    readonly resource:
      & { readonly uri: string; readonly mimeType: string }
      & ({ readonly text: string } | { readonly blob: string });
  };

/** What a tool gives back. */
export interface ToolResult {
  readonly content: readonly Content[];
  readonly structuredContent?: object;
  readonly isError?: boolean;
}

/** A tool as clients see it. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: object;
  readonly outputSchema?: object;
  readonly annotations?: object;
}

/** One call of a tool, as its handler sees it. */
export interface CallContext {
  /** Aborted when the client cancels the call, or goes. */
  readonly signal: AbortSignal;
  /** What the client names the call by in notices of progress; null where it wants none. */
  readonly progressToken: string | number | null;
  /** Who calls, where a token says so; else empty. */
  readonly principal: string;
  /** Which of that principal's connections; empty where there is only one. */
  readonly connection: string;
  progress(value: number, message: string): Promise<void>;
  /** Whether the client has asked for logs of that level. */
  logsAt(level: "info" | "warning"): boolean;
  /** A line for the client's log. */
  log(level: "info" | "warning", line: string): Promise<void>;
}

/** What a server does. */
export interface Handlers {
  readonly version: string;
  readonly instructions: string;
  /** Whether clients may ask for logs. */
  readonly logs: boolean;
  readonly tool: Tool;
  /** Calls the tool. Where it rejects, the client hears of an internal error. */
  call(given: Readonly<Record<string, unknown>>, context: CallContext): Promise<ToolResult>;
}

/** A server of the SDK, for one connection or one request. */
export interface SdkServer {
  close(): Promise<void>;
}

/** What carries messages between a client and a server. */
export interface MessageTransport {
  start(): Promise<void>;
  send(message: RpcMessage): Promise<void>;
  close(): Promise<void>;
  onmessage?: (message: never) => void;
  onclose?: (() => void) | undefined;
}

/** What is known of a request over HTTP beside itself. */
export interface HttpExtra {
  /** The body, read and checked; undefined where there is none. */
  readonly parsedBody?: unknown;
  readonly principal: string;
  readonly connection: string;
}

/** Answers requests over HTTP. */
export type HttpHandler = (request: Request, extra: HttpExtra) => Promise<Response>;

/** A session of the protocol's versions of 2025, over HTTP. */
export interface HttpSession {
  readonly handle: HttpHandler;
  close(): Promise<void>;
}

/** The SDK. */
export interface McpSdk {
  /** @throws where it is no message of JSON-RPC. */
  parseMessage(value: unknown): RpcMessage;
  createServer(handlers: Handlers): SdkServer;
  /** Serves one client over a transport, in the version of the protocol that it begins with. */
  serveConnection(
    factory: () => SdkServer,
    transport: MessageTransport,
  ): { close(): Promise<void> };
  /** Whether a request over HTTP is of a version of 2025, which has sessions. */
  isOfSession(request: Request, body: unknown): Promise<boolean>;
  /** Answers requests of later versions, which have none. */
  createStateless(factory: () => SdkServer): { handle: HttpHandler; close(): Promise<void> };
  /**
   * A session that begins with its client's first request.
   *
   * @param onBegun receives it with its id, when it has one.
   * @param onEnded is called when the client has ended it.
   */
  createSession(
    factory: () => SdkServer,
    onBegun: (id: string, session: HttpSession) => void,
    onEnded: (id: string) => void,
  ): Promise<HttpSession>;
}

/** Loads the SDK, which must have been bundled. */
export async function loadSdk(): Promise<McpSdk> {
  return await importSdk("mcp_server.mjs");
}
