/**
 * TRUSTED. The tool of the MCP server `mcp-run-python`, for clients that were made for it: its name, its arguments, and its answers as XML or
 * JSON in one text. Facts: https://github.com/pydantic/mcp-run-python, version 0.0.22, `deno/src/main.ts` and `runCode.ts`.
 */
import type { PackageVersion } from "../../core/environment.ts";
import type { Engine } from "../../engine/engine.ts";
import { checkCode } from "../../engine/program.ts";
import { refusalOf } from "../jsonl/answer.ts";
import { Members, RequestError } from "../jsonl/members.ts";
import { callEngine } from "./call.ts";
import { type CompatAnswer, errorText, toCompatJson, toCompatXml } from "./compat_answer.ts";
import { CompatOutput } from "./compat_output.ts";
import type { MayBegin, ServerFacts } from "./handlers.ts";
import { readInputs } from "./message_inputs.ts";
import { packagesLine } from "./packages_line.ts";
import type { CallContext, Handlers, Tool } from "./sdk.ts";

/** How an answer is written. */
export type ReturnMode = "xml" | "json";

/** What tracebacks call a program there. */
const FILE_NAME = "main.py";

const NAME = "run_python_code";

/** The tool, and what programs can import beside the standard library. */
const toolOf = (packages: readonly PackageVersion[]): Tool => ({
  name: NAME,
  title: "Run Python code",
  description: [
    "Tool to execute Python code and return stdout, stderr, and return value.",
    "",
    "Each call has a new interpreter of CPython 3.14 with its standard library, in a sandbox without network and host files. " +
    "The value of the last expression is returned. Top-level await works.",
    ...packagesLine(packages),
  ].join("\n"),
  inputSchema: {
    type: "object",
    properties: {
      python_code: { type: "string", description: "Python code to run" },
      global_variables: {
        type: "object",
        additionalProperties: {},
        default: {},
        description: "Map of global variables in context when the code is executed",
      },
    },
    required: ["python_code"],
    additionalProperties: false,
    $schema: "http://json-schema.org/draft-07/schema#",
  },
});

/** The server's tool over an engine. */
export function compatHandlers(
  engine: Engine,
  { version, packages }: ServerFacts,
  mode: ReturnMode,
  mayBegin: MayBegin,
): Handlers {
  return {
    version,
    instructions: `Give the tool ${NAME} the Python code to run.`,
    logs: true,
    tool: toolOf(packages),
    call: async (given, context) => {
      const answer = await run(engine, given, context, mayBegin);
      const text = mode === "xml" ? toCompatXml(answer) : toCompatJson(answer);
      return { content: [{ type: "text", text }] };
    },
  };
}

async function run(
  engine: Engine,
  given: object,
  context: CallContext,
  mayBegin: MayBegin,
): Promise<CompatAnswer> {
  let code;
  let inputs;
  try {
    const members = new Members(given, ["python_code", "global_variables"]);
    code = members.checked("python_code", checkCode, null);
    if (code === null) throw members.error("python_code: expected a string; got nothing");
    inputs = members.checked(
      "global_variables",
      (values) => readInputs("global_variables", values),
      null,
    );
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return { output: null, error: error.message };
  }
  const output = new CompatOutput((stream, lines) => logLines(context, stream, lines));
  const result = await callEngine(engine, { code, name: FILE_NAME, inputs }, {
    client: context.principal || context.connection,
    mayBegin,
    onOutput: (stream, text) => output.add(stream, text),
  }, context);
  if (result.kind !== "ended") return { output: null, error: refusalOf(result).error };
  const { outcome } = result;
  const { claimed, status } = outcome;
  // Python has written the traceback as well.
  const text = await output.end(claimed.error?.traceback ?? "");
  if (status !== "ok") return { output: text, error: errorText(outcome) };
  return { output: text, value: claimed };
}

/** Lines of output, each as a log for a client that has asked for them. */
async function logLines(
  context: CallContext,
  stream: "stdout" | "stderr",
  lines: string,
): Promise<void> {
  const level = stream === "stdout" ? "info" : "warning";
  if (!context.logsAt(level)) return;
  for (const line of lines.slice(0, -1).split("\n")) await context.log(level, line);
}
