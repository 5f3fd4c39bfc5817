/** The tool of `pysandbox mcp`, as models and clients see it. */
import { formatDuration, formatSize } from "../../core/units.ts";
import type { PackageVersion } from "../../core/environment.ts";
import type { Limits } from "../../core/limits.ts";
import type { HostFunctions } from "../../engine/functions.ts";
import { LONGEST_SESSION } from "./arguments.ts";
import { LONGEST_TEXT } from "./content.ts";
import { packagesLine } from "./packages_line.ts";
import { listFunctions } from "./functions/other_functions.ts";
import { LARGEST_IMAGE_BYTES } from "./images.ts";
import type { Tool } from "./sdk.ts";

const STATUSES = [
  ...["ok", "error", "timeout", "cpu", "memory", "output", "crashed", "cancelled", "internal"],
  ...["invalid", "busy"],
];

/** What clients may show a model about the whole server. */
export const INSTRUCTIONS =
  "Runs Python 3.14 in a sandbox without network, host files and subprocesses. Each call of run_python has a new interpreter; " +
  "give the same session name to several calls to keep variables, modules and files between them.";

/** The tool. `limits` are told to the model. */
export function runPythonTool(
  limits: Limits,
  sessionIdleMs: number | null,
  functions: HostFunctions | null,
  packages: readonly PackageVersion[],
): Tool {
  const { timeoutMs, maxHeapBytes } = limits;
  const most = timeoutMs === null ? "" : `, at most ${formatDuration(timeoutMs)}`;
  const expiry = sessionIdleMs === null
    ? "Sessions last until the server ends."
    : `A session ends when it was not used for ${formatDuration(sessionIdleMs)}.`;
  return {
    name: "run_python",
    title: "Run Python",
    description: [
      "Runs a Python program and returns what it printed, and the value of its last expression.",
      "",
      "CPython 3.14 with its standard library, in a sandbox: no network, no files of the host, no subprocesses. Top-level await " +
      `works. Limits of a call: ${
        timeoutMs === null ? "no time limit" : formatDuration(timeoutMs)
      }, ${formatSize(maxHeapBytes)} of memory.`,
      "Each call starts in a new interpreter, unless it names a session. Images that it shows with display(...), or makes as " +
      "files that `outputs` names, are returned as images.",
      ...packagesLine(packages),
      ...(functions === null ? [] : [
        "Programs can call these functions, whose values they can go on with; help(name) says more. " +
        "await name.aio(...) runs several at once.",
        listFunctions(functions),
      ]),
    ].join("\n"),
    inputSchema: {
      type: "object",
      properties: {
        code: {
          type: "string",
          description: "The program. The value of its last expression is returned.",
        },
        session: {
          type: "string",
          minLength: 1,
          maxLength: LONGEST_SESSION,
          description: "A name of your choice. Calls with the same name share variables, modules " +
            `and files, and run one after another. ${expiry} Use a name that nobody else uses.`,
        },
        timeout: {
          anyOf: [{ type: "string" }, { type: "integer" }],
          description: `Time limit of this call: a duration such as "5s", or milliseconds${most}.`,
        },
        inputs: {
          type: "object",
          description: "Values that the program finds as global names.",
        },
        files: {
          type: "object",
          description: "Files to write into the working directory first: path to contents.",
          additionalProperties: {
            anyOf: [
              {
                type: "object",
                properties: { text: { type: "string" } },
                required: ["text"],
                additionalProperties: false,
              },
              {
                type: "object",
                properties: { base64: { type: "string" } },
                required: ["base64"],
                additionalProperties: false,
              },
            ],
          },
        },
        outputs: {
          type: "array",
          items: { type: "string" },
          maxItems: 100,
          description: "Which files to return when the program has ended: patterns such as " +
            '"*.png" or "out/**".',
        },
      },
      required: ["code"],
      additionalProperties: false,
    },
    outputSchema: {
      type: "object",
      description:
        `The whole answer. The text beside it is shortened to ${LONGEST_TEXT} characters for each stream, and has no ` +
        `images of more than ${formatSize(LARGEST_IMAGE_BYTES)}.`,
      properties: {
        status: { type: "string", enum: STATUSES },
        exitCode: { type: "integer" },
        output: { description: "The value of the last expression, where it has a JSON form." },
        resultRepr: { anyOf: [{ type: "string" }, { type: "null" }] },
        error: { type: "string" },
        errorDetail: { anyOf: [{ type: "object" }, { type: "null" }] },
        stdout: { type: "string" },
        stderr: { type: "string" },
        truncated: { type: "boolean" },
        display: { type: "array", items: { type: "object" } },
        files: {
          type: "object",
          additionalProperties: {
            type: "object",
            properties: {
              base64: { type: "string" },
              bytes: { type: "integer" },
              mime: { type: "string" },
            },
          },
        },
        filesOmitted: { type: "array", items: { type: "string" } },
        sessionLost: { type: "boolean" },
        sessionEnded: { type: "boolean" },
        stats: { type: "object" },
      },
      required: ["status"],
    },
    // It changes nothing outside of its sandbox.
    annotations: {
      title: "Run Python",
      readOnlyHint: false,
      destructiveHint: false,
      idempotentHint: false,
      openWorldHint: false,
    },
  };
}
