/** TRUSTED. What `pysandbox mcp` does at a call: arguments in, the answer of serve-stdio and what models read out. */
import type { PackageVersion } from "../../core/environment.ts";
import type { Limits } from "../../core/limits.ts";
import { inTurns } from "../../core/turns.ts";
import type { Engine } from "../../engine/engine.ts";
import type { HostFunctions } from "../../engine/functions.ts";
import { endedMembers, refusalOf } from "../jsonl/answer.ts";
import { RequestError } from "../jsonl/members.ts";
import { readArguments } from "./arguments.ts";
import { callEngine } from "./call.ts";
import { contentOf } from "./content.ts";
import { INSTRUCTIONS, runPythonTool } from "./run_python.ts";
import type { CallContext, Handlers, ToolResult } from "./sdk.ts";

/** What is known of a server. */
export interface ServerFacts {
  readonly version: string;
  /** The engine's, which no call may exceed. */
  readonly limits: Limits;
  readonly sessionIdleMs: number | null;
  /** What programs may call; null where there is nothing. */
  readonly functions: HostFunctions | null;
  /** What programs can import beside the standard library. */
  readonly packages: readonly PackageVersion[];
}

/** Whether clients take what they are sent, and programs may begin. */
export type MayBegin = () => boolean;

/** The server's tool over an engine. */
export function runPythonHandlers(
  engine: Engine,
  { version, limits, sessionIdleMs, functions, packages }: ServerFacts,
  mayBegin: MayBegin,
): Handlers {
  return {
    version,
    instructions: INSTRUCTIONS,
    logs: false,
    tool: runPythonTool(limits, sessionIdleMs, functions, packages),
    call: async (given, context) => {
      let read;
      try {
        read = readArguments(given, limits);
      } catch (error) {
        // The model that wrote them can correct them: it would never see an error of the protocol.
        if (error instanceof RequestError) return refused("invalid", error.message);
        throw error;
      }
      const { session, limits: given_limits, ...program } = read;
      const result = await callEngine(engine, {
        ...program,
        display: true,
        ...(functions !== null && { functions }),
      }, {
        limits: given_limits,
        ...(session !== null && { session: sessionName(context, session) }),
        client: context.principal || context.connection,
        mayBegin,
      }, context);
      if (result.kind !== "ended") {
        const { status, error } = refusalOf(result);
        return refused(status, error);
      }
      const members = endedMembers(result);
      return {
        content: await inTurns(contentOf(result, session)),
        structuredContent: members,
        isError: members.status !== "ok",
      };
    },
  };
}

/** Sessions of different tokens are different, whatever their names. */
function sessionName({ principal }: CallContext, name: string): string {
  return principal === "" ? name : `${principal}:${name}`;
}

function refused(status: "invalid" | "busy", error: string): ToolResult {
  return {
    content: [{ type: "text", text: `${status}: ${error}` }],
    structuredContent: { status, error },
    isError: true,
  };
}
