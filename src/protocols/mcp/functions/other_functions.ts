/** TRUSTED. Tools of other servers, as functions that programs call: named, described, and each call checked by the tool's own schema. */
import { UsageError } from "../../../core/errors.ts";
import type { Json } from "../../../core/outcome.ts";
import {
  checkFunctions,
  type HostFunction,
  type HostFunctions,
} from "../../../engine/functions.ts";
import { ProgramError } from "../../../engine/program_error.ts";
import type { McpClientSdk, OtherResult, OtherServer, OtherTool } from "./client_sdk.ts";

/** Most characters of one function's line, and of all of them, in what a model reads. */
const LONGEST_LINE = 240;
const LONGEST_LIST = 16_000;

/** What is raised in a program: `name` is the type of Python's that it has there. */
class RaisedError extends Error {
  constructor(
    type: "TypeError" | "ValueError" | "RuntimeError" | "ConnectionError",
    message: string,
  ) {
    super(message);
    this.name = type;
  }
}

/**
 * The functions of all servers, by name: `SERVER_TOOL`.
 *
 * @throws {UsageError} where two have one name, or there are too many.
 */
export async function otherFunctions(
  sdk: McpClientSdk,
  servers: ReadonlyMap<string, OtherServer>,
): Promise<HostFunctions> {
  const functions: Record<string, HostFunction> = Object.create(null);
  for (const [server, connected] of servers) {
    for (const tool of await connected.tools()) {
      const name = pythonName(`${server}_${tool.name}`);
      if (Object.hasOwn(functions, name)) {
        throw new UsageError(`--functions: two tools would be ${name}; rename one of the servers`);
      }
      functions[name] = toFunction(sdk, name, connected, tool);
    }
  }
  try {
    checkFunctions(functions);
  } catch (error) {
    throw error instanceof ProgramError ? new UsageError(`--functions: ${error.message}`) : error;
  }
  return functions;
}

/** What a model reads of the functions: a line for each. */
export function listFunctions(functions: HostFunctions): string {
  const lines = Object.entries(functions).map(([name, { description, parameters }]) => {
    const { required = [] } = (parameters ?? {}) as { required?: string[] };
    const args = argumentNames(parameters ?? {}).map((one) =>
      required.includes(one) ? one : `${one}=...`
    );
    const [first] = (description ?? "").split("\n");
    return `- ${name}(${args.join(", ")})${first === "" ? "" : `: ${first}`}`.slice(
      0,
      LONGEST_LINE,
    );
  });
  return lines.join("\n").slice(0, LONGEST_LIST);
}

function toFunction(
  sdk: McpClientSdk,
  name: string,
  server: OtherServer,
  { name: tool, description, inputSchema }: OtherTool,
): HostFunction {
  const check = sdk.checker(inputSchema);
  const names = argumentNames(inputSchema);
  return {
    description: description ?? null,
    parameters: inputSchema,
    call: async (args, kwargs, signal) => {
      const given = bind(name, names, args, kwargs);
      const problem = check(given);
      if (problem !== null) throw new RaisedError("ValueError", `${name}: ${problem}`);
      let result;
      try {
        result = await server.call(tool, given, signal);
      } catch (error) {
        throw new RaisedError("ConnectionError", `${name}: ${(error as Error).message}`);
      }
      if (result.isError) throw new RaisedError("RuntimeError", textOf(result) || `${name} failed`);
      return valueOf(result);
    },
  };
}

/** Arguments by name: those without one have it by their place. */
function bind(
  name: string,
  names: readonly string[],
  args: readonly Json[],
  kwargs: { readonly [name: string]: Json },
): Record<string, Json> {
  if (args.length > names.length) {
    const message = `${name}: expected at most ${names.length} arguments; got ${args.length}`;
    throw new RaisedError("TypeError", message);
  }
  const bound: Record<string, Json> = Object.create(null);
  for (const [at, value] of args.entries()) bound[names[at]!] = value;
  for (const [key, value] of Object.entries(kwargs)) {
    if (Object.hasOwn(bound, key)) {
      throw new RaisedError("TypeError", `${name}: got '${key}' twice`);
    }
    bound[key] = value;
  }
  return bound;
}

/** What a program gets: the structured value, else the text, else all parts as they are. */
function valueOf(result: OtherResult): unknown {
  if (result.structured !== undefined) return result.structured;
  return result.content.every(({ type }) => type === "text") ? textOf(result) : result.content;
}

function textOf({ content }: OtherResult): string {
  return content.flatMap(({ type, text }) => type === "text" ? [String(text)] : []).join("\n");
}

function argumentNames(schema: object): string[] {
  const { properties } = schema as { properties?: unknown };
  return typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
}

function pythonName(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_]/g, "_").replace(/^(?=\d)/, "_");
}
