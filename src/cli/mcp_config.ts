/**
 * What to paste into the settings of a client of the Model Context Protocol, so that it starts this pysandbox. Pure. Facts: the documentation of
 * each client, as of November 2026.
 */
import { resolve } from "node:path";
import { filePath } from "../core/file_path.ts";
import type { Given, Options } from "./command.ts";

/** How a client is told of a server: where, and in which form. */
interface ClientConfig {
  readonly place: string;
  readonly text: (command: string, args: readonly string[]) => string;
}

const NAME = "pysandbox";

/** Most clients took the form of the first one. */
const MCP_SERVERS: ClientConfig["text"] = (command, args) =>
  json({ mcpServers: { [NAME]: { command, args } } });

/** Clients by the values of `--print-config`. */
export const CLIENT_CONFIGS = {
  claude: { place: "claude_desktop_config.json (Settings, Developer, Edit Config)" },
  "claude-code": { place: ".mcp.json in the project's folder" },
  cursor: { place: "~/.cursor/mcp.json, or .cursor/mcp.json in the project's folder" },
  vscode: {
    place: ".vscode/mcp.json in the project's folder",
    text: (command, args) => json({ servers: { [NAME]: { type: "stdio", command, args } } }),
  },
  codex: {
    place: "~/.codex/config.toml",
    text: (command, args) =>
      `[mcp_servers.${NAME}]\ncommand = ${JSON.stringify(command)}\nargs = ${
        JSON.stringify(args)
      }\n`,
  },
  gemini: { place: "~/.gemini/settings.json" },
  windsurf: { place: "~/.codeium/windsurf/mcp_config.json" },
  zed: {
    place: "settings.json of Zed",
    text: (command, args) => json({ context_servers: { [NAME]: { command, args, env: {} } } }),
  },
} as const satisfies Record<string, Pick<ClientConfig, "place"> & Partial<ClientConfig>>;

/** A client that is known. */
export type ConfiguredClient = keyof typeof CLIENT_CONFIGS;

/** What to paste, and where. */
export function clientConfig(
  client: ConfiguredClient,
  [command, ...args]: readonly [string, ...string[]],
): { readonly place: string; readonly text: string } {
  const { place, text = MCP_SERVERS }: Pick<ClientConfig, "place"> & Partial<ClientConfig> =
    CLIENT_CONFIGS[client];
  return { place, text: text(command, args) };
}

/** The words that start this command again with the options that were given, but for those in `without`. */
export function ownWords(
  { values, flags }: Given,
  options: Options,
  without: readonly string[],
): [string, ...string[]] {
  const given = Object.entries(options).flatMap(([name, spec]) => {
    const [, long] = /(--[\w-]+)/.exec(spec.flags)!;
    if (without.includes(name)) return [];
    if (flags.has(name)) return [long!];
    const toWord = (value: string) => spec.isFile === true ? absolute(value) : value;
    return (values[name] ?? []).flatMap((value) => [long!, toWord(value)]);
  });
  return [Deno.execPath(), ...(Deno.build.standalone ? [] : SOURCE_WORDS), "mcp", ...given];
}

/** How Deno starts pysandbox from source. */
const SOURCE_WORDS = [
  ...["run", "--quiet", "--no-prompt"],
  ...["--allow-read", "--allow-write", "--allow-env", "--allow-run", "--allow-ffi"],
  filePath(new URL("../../cli.ts", import.meta.url)),
];

/** Clients start servers in a folder of their own. */
function absolute(path: string): string {
  return resolve(Deno.cwd(), path);
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
