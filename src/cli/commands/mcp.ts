/** `pysandbox mcp`: runs programs for clients of the Model Context Protocol. */
import { UsageError } from "../../core/errors.ts";
import { formatSize, MEBIBYTE } from "../../core/units.ts";
import type { Command, Given, Options } from "../command.ts";
import { ENGINE_OPTIONS, toEngineValues } from "../engine_options.ts";
import type { Host } from "../host.ts";
import type { HttpAddress, McpCommand } from "../mcp_command.ts";
import { OptionValues } from "../option_values.ts";
import {
  LIMIT_OPTIONS,
  MAX_FILES_OPTION,
  PACKAGES_OPTION,
  VERBOSITY_OPTIONS,
  WALLS_OPTION,
} from "../options.ts";

/** Clients whose settings are known: those of `mcp_config.ts`, which no other command should load. */
const CLIENTS = [
  ...["claude", "claude-code", "cursor", "vscode", "codex", "gemini", "windsurf", "zed"] as const,
];

/** All options of `mcp`: run's limits are what no call may exceed. */
export const MCP_OPTIONS = {
  http: {
    flags: "--http <host:port>",
    description: "serve streamable HTTP instead of standard input and output",
    environment: "PYSANDBOX_HTTP",
  },
  tokenFile: {
    flags: "--token-file <file>",
    description: "let in only clients with one of its lines as their token",
    environment: "PYSANDBOX_TOKEN_FILE",
    isFile: true,
  },
  compat: {
    flags: "--compat <server>",
    description: "offer the tool of another server instead: mcp-run-python",
    environment: "PYSANDBOX_COMPAT",
    choices: ["mcp-run-python"],
  },
  returnMode: {
    flags: "--return-mode <mode>",
    description: "with --compat: how its tool answers, xml or json (default: xml)",
    environment: "PYSANDBOX_RETURN_MODE",
    choices: ["xml", "json"],
  },
  functions: {
    flags: "--functions <file>",
    description: "let programs call the tools of the MCP servers in this JSON file",
    environment: "PYSANDBOX_FUNCTIONS",
    isFile: true,
  },
  printConfig: {
    flags: "--print-config <client>",
    description: `print what to paste into a client's settings: ${CLIENTS.join(", ")}`,
    environment: null,
    choices: CLIENTS,
  },
  ...ENGINE_OPTIONS,
  ...LIMIT_OPTIONS,
  maxFiles: {
    ...MAX_FILES_OPTION.maxFiles,
    description: "most bytes of files that a call returns (default: 8MiB)",
  },
  ...PACKAGES_OPTION,
  ...WALLS_OPTION,
  ...VERBOSITY_OPTIONS,
} as const satisfies Options;

/** An answer holds output once, each byte of which may become six characters, and files twice, in base64: in one JSON text, which the engine bounds. */
const LARGEST_OUTPUT_BYTES = 32 * MEBIBYTE;
const LARGEST_FILES_BYTES = 64 * MEBIBYTE;

/** What models and their clients take is far less. */
const DEFAULT_FILES_BYTES = 8 * MEBIBYTE;

type Values = OptionValues<keyof typeof MCP_OPTIONS>;

/** @throws {UsageError} at the first thing that is wrong, naming it and what is allowed. */
export function toMcpCommand(
  given: Given,
  { variable, processors }: Pick<Host, "variable" | "processors">,
): McpCommand {
  const values = new OptionValues(MCP_OPTIONS, given, { variable });
  const limits = values.limits();
  const maxFilesBytes = values.find("maxFiles") === null ? DEFAULT_FILES_BYTES : values.maxFiles();
  expectAtMost(values, "maxOutput", limits.maxOutputBytes, LARGEST_OUTPUT_BYTES);
  expectAtMost(values, "maxFiles", maxFilesBytes, LARGEST_FILES_BYTES);
  return {
    http: toAddress(values),
    compat: toCompat(values),
    functionsFile: toFunctions(values),
    limits,
    walls: values.walls(),
    maxFilesBytes,
    packages: values.find("packages"),
    ...toEngineValues(values, processors),
    quiet: values.isSet("quiet"),
    verbose: values.isSet("verbose"),
  };
}

/** Null without `--http`. */
function toAddress(values: Values): HttpAddress | null {
  const given = values.find("http");
  const tokenFile = values.find("tokenFile");
  if (given === null) {
    if (tokenFile === null) return null;
    throw new UsageError(`${tokenFile.source}: expected --http HOST:PORT with it`);
  }
  const { value, source } = given;
  const [, name, digits] = /^(.+):(\d{1,5})$/.exec(value) ?? [];
  const hostname = name?.replace(/^\[(.*)\]$/, "$1") ?? "";
  const port = Number(digits ?? Number.NaN);
  if (!/^[\w.:-]+$/.test(hostname) || !(port <= 65_535)) {
    throw new UsageError(`${source}: expected HOST:PORT, such as 127.0.0.1:8000; got '${value}'`);
  }
  if (tokenFile === null && !isLoopback(hostname)) {
    throw new UsageError(
      `${source}: expected a host of this machine alone, such as 127.0.0.1, or --token-file FILE; ` +
        `got '${value}'`,
    );
  }
  return { hostname, port, tokenFile: tokenFile?.value ?? null };
}

/** Whether only this machine can connect there. */
function isLoopback(hostname: string): boolean {
  return /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1)$/i.test(hostname);
}

/** How the tool of another server answers; null for our own. */
function toCompat(values: Values): "xml" | "json" | null {
  const server = values.choice("compat");
  const mode = values.choice("returnMode");
  if (server === null) {
    if (mode === null) return null;
    throw new UsageError(`${values.find("returnMode")!.source}: expected --compat with it`);
  }
  return mode === "json" ? "json" : "xml";
}

/** The file of other servers. */
function toFunctions(values: Values): string | null {
  const given = values.find("functions");
  if (given !== null && values.choice("compat") !== null) {
    throw new UsageError(`${given.source}: expected no --compat with it`);
  }
  return given?.value ?? null;
}

function expectAtMost(values: Values, name: "maxOutput" | "maxFiles", bytes: number, most: number) {
  if (bytes <= most) return;
  // The default is smaller: something was given.
  const { source } = values.find(name)!;
  throw new UsageError(
    `${source}: expected at most ${formatSize(most)} with mcp, ` +
      `whose answers are one text; got ${formatSize(bytes)}`,
  );
}

async function printConfig(
  client: typeof CLIENTS[number],
  { http }: McpCommand,
  given: Given,
  host: Host,
): Promise<number> {
  if (http !== null) {
    throw new UsageError(
      "--print-config: expected no --http with it: it is for servers that their client starts",
    );
  }
  const [{ clientConfig, ownWords }, { say }] = await Promise.all([
    import(import.meta.resolve("../mcp_config.ts")) as Promise<typeof import("../mcp_config.ts")>,
    import(import.meta.resolve("../say.ts")) as Promise<typeof import("../say.ts")>,
  ]);
  const words = ownWords(given, MCP_OPTIONS, ["printConfig"]);
  const { place, text } = clientConfig(client, words);
  say(`for ${place}:`);
  await host.print(text);
  return 0;
}

/** The command. */
export const mcp: Command = {
  summary: "Serves the Model Context Protocol: a tool that runs Python for a model.",
  about: "Serves the Model Context Protocol on standard input and output. Its tool run_python " +
    "runs a program in an interpreter that no code has run in before, or in its session's, and " +
    "returns output, result, images and files. A call may ask for less than the limits below, " +
    "never for more.",
  options: MCP_OPTIONS,
  operands: [],
  run: async (given, { host }) => {
    const command = toMcpCommand(given, host);
    const values = new OptionValues(MCP_OPTIONS, given, host);
    const client = values.choice("printConfig") as typeof CLIENTS[number] | null;
    if (client !== null) return await printConfig(client, command, given, host);
    const { runMcpServer } = await import(
      import.meta.resolve("../mcp_server.ts")
    ) as typeof import("../mcp_server.ts");
    return await runMcpServer(command, host.processors);
  },
};
