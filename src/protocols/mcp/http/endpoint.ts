/** TRUSTED. Requests over HTTP to the SDK: each to its session, or, in later versions of the protocol, to a server of its own. */
import { inTurns } from "../../../core/turns.ts";
import type { RunCodeParts } from "../../run_code/run_code.ts";
import { checkMessage, MessageError, parseError, readMessage } from "../message.ts";
import type { Handlers, McpSdk } from "../sdk.ts";
import type { Received } from "./connection.ts";
import { RUN_CODE } from "./guard.ts";
import { errorResponse } from "./response.ts";
import { HttpSessions } from "./sessions.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

const SESSION_HEADER = "mcp-session-id";

/** What answers requests. */
export class Endpoint {
  readonly #sdk: McpSdk;
  readonly #factory: () => ReturnType<McpSdk["createServer"]>;
  readonly #stateless: ReturnType<McpSdk["createStateless"]>;
  readonly #runCode: RunCodeParts;
  readonly #sessions = new HttpSessions();

  constructor(sdk: McpSdk, handlers: Handlers, runCode: RunCodeParts) {
    this.#sdk = sdk;
    this.#runCode = runCode;
    this.#factory = () => sdk.createServer(handlers);
    this.#stateless = sdk.createStateless(this.#factory);
  }

  /**
   * The answer to a request.
   *
   * @param connection what the connection is called by.
   */
  async answer({ request, body, principal }: Received, connection: string): Promise<Response> {
    if (new URL(request.url).pathname === RUN_CODE) {
      return await this.#answerRunCode(request, body, principal || connection);
    }
    try {
      const parsedBody = body === null ? undefined : await this.#read(body);
      const extra = { parsedBody, principal, connection };
      if (!await this.#sdk.isOfSession(request, parsedBody ?? null)) {
        return await this.#stateless.handle(request, extra);
      }
      const id = request.headers.get(SESSION_HEADER);
      if (id === null) return await this.#begin(request, extra);
      const answer = await this.#sessions.use(id, principal, (one) => one.handle(request, extra));
      return answer ?? errorResponse(404, "Session not found");
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      return Response.json(error.answer, { status: 400 });
    }
  }

  /** Ends what is open. */
  async close(): Promise<void> {
    this.#sessions.endAll();
    await this.#stateless.close();
  }

  async #answerRunCode(
    { headers, signal }: Request,
    body: Uint8Array | null,
    client: string,
  ): Promise<Response> {
    // Pages in a browser cannot send it to others without asking them first.
    if (!/^application\/json\s*(?:;|$)/i.test(headers.get("content-type") ?? "")) {
      return errorResponse(415, "Expected a Content-Type of application/json");
    }
    const { answerRunCode } = await import(
      import.meta.resolve("../../run_code/run_code.ts")
    ) as typeof import("../../run_code/run_code.ts");
    return await answerRunCode(this.#runCode, body ?? new Uint8Array(0), client, signal);
  }

  async #begin(
    request: Request,
    extra: { parsedBody: unknown; principal: string; connection: string },
  ): Promise<Response> {
    if (request.method !== "POST") return errorResponse(400, "Expected the header Mcp-Session-Id");
    if (!isInitialize(extra.parsedBody)) {
      return errorResponse(400, "Expected initialize, or the header Mcp-Session-Id");
    }
    if (!this.#sessions.makeRoom()) return errorResponse(503, "Too many sessions are open");
    const session = await this.#sdk.createSession(
      this.#factory,
      (id, begun) => this.#sessions.add(id, extra.principal, begun),
      (id) => this.#sessions.end(id),
    );
    return await session.handle(request, extra);
  }

  async #read(body: Uint8Array<ArrayBuffer>): Promise<unknown> {
    let text: string;
    try {
      text = decoder.decode(body);
    } catch {
      throw parseError("the body is not UTF-8");
    }
    return checkMessage(await inTurns(readMessage(text)), this.#sdk.parseMessage);
  }
}

function isInitialize(body: unknown): boolean {
  return typeof body === "object" && body !== null &&
    (body as { method?: unknown }).method === "initialize";
}
