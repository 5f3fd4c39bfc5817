/**
 * TRUSTED. What is used of the official SDK for MCP clients, as types of our own. It is bundled like that for servers, from
 * `scripts/mcp/client_sdk.ts`, and loaded where a program may call tools of other servers.
 */
import { importSdk } from "../import_sdk.ts";
import type { MessageTransport, RpcMessage } from "../sdk.ts";

/** A tool of another server. */
export interface OtherTool {
  readonly name: string;
  readonly description?: string | undefined;
  readonly inputSchema: { readonly properties?: object | undefined };
}

/** What a call of one gives back. */
export interface OtherResult {
  readonly isError: boolean;
  readonly structured: unknown;
  readonly content: readonly { readonly type: string; readonly text?: unknown }[];
}

/** A server that is connected. */
export interface OtherServer {
  tools(): Promise<readonly OtherTool[]>;
  /** Rejects where the server does, or is gone. */
  call(name: string, args: object, signal: AbortSignal): Promise<OtherResult>;
  close(): Promise<void>;
}

/** The SDK. */
export interface McpClientSdk {
  /** @throws where it is no message of JSON-RPC. */
  parseMessage(value: unknown): RpcMessage;
  /** Shakes hands with a server. */
  connect(transport: MessageTransport, version: string): Promise<OtherServer>;
  /** What carries messages to a server over HTTP. */
  overHttp(url: string, headers: Readonly<Record<string, string>>): MessageTransport;
  /** What is wrong with a value by a schema; null where nothing is. */
  checker(schema: object): (value: unknown) => string | null;
}

/** Loads the SDK, which must have been bundled. */
export async function loadClientSdk(): Promise<McpClientSdk> {
  return await importSdk("mcp_client.mjs");
}
