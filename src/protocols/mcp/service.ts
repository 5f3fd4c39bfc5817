/** TRUSTED. What serves clients: an engine, the SDK, and what a server does. */
import type { Engine } from "../../engine/engine.ts";
import type { EngineOptions } from "../../engine/engine_options.ts";
import { startEngine } from "../../engine/start_engine.ts";
import { compatHandlers, type ReturnMode } from "./compat.ts";
import type { McpClientSdk, OtherServer } from "./functions/client_sdk.ts";
import { otherFunctions } from "./functions/other_functions.ts";
import { type MayBegin, runPythonHandlers } from "./handlers.ts";
import { type Handlers, loadSdk, type McpSdk } from "./sdk.ts";

/** What a server is. */
export interface ServiceOptions extends EngineOptions {
  readonly version: string;
  /** Answers in the tool of `mcp-run-python`; null for a tool of our own. */
  readonly compat: ReturnMode | null;
  /** Other servers whose tools programs may call; null where there are none. */
  readonly others: OtherServers | null;
}

/** Servers that are connected. */
export interface OtherServers {
  readonly sdk: McpClientSdk;
  readonly servers: ReadonlyMap<string, OtherServer>;
}

/** An engine and the SDK. */
export interface Service extends AsyncDisposable {
  readonly engine: Engine;
  readonly sdk: McpSdk;
  /** What a server does, which must not begin what its client could not take. */
  handlers(mayBegin: MayBegin): Handlers;
}

/** @throws {InternalError} where walls are required that this system cannot build. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { compat, others } = options;
  const functions = others === null ? null : await otherFunctions(others.sdk, others.servers);
  // Interpreters boot while the SDK is loaded.
  const engine = await startEngine(options);
  const sdk = await loadSdk();
  const { environment = null } = options;
  const facts = { ...options, functions, packages: environment?.packages ?? [] };
  return {
    engine,
    sdk,
    handlers: (mayBegin) =>
      compat === null
        ? runPythonHandlers(engine, facts, mayBegin)
        : compatHandlers(engine, facts, compat, mayBegin),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}
