/** Serves clients of the Model Context Protocol. */
import { formatSize } from "../core/units.ts";
import { ensureAssets, ensureSdk } from "../host/assets.ts";
import { serveLines } from "../protocols/mcp/serve_lines.ts";
import { describeLimits } from "../report/text.ts";
import { AnswerPipe } from "./answer_pipe.ts";
import { describeEngine } from "./engine_options.ts";
import type { McpCommand } from "./mcp_command.ts";
import { giveUpNetwork } from "./network.ts";
import { holdPackages } from "./options.ts";
import { say } from "./say.ts";
import { onSignals } from "./stop_signals.ts";
import { environmentText, versions } from "./version.ts";

/** For a person who has started it, and sees nothing. */
const WAITING = "waits for a client of MCP on standard input; --print-config CLIENT prints what " +
  "to paste into the settings of one";

/** Serves until the client ends, and returns the status to exit with. */
export async function runMcpServer(command: McpCommand, processors: number): Promise<number> {
  const { limits, walls, maxFilesBytes, packages } = command;
  const { functionsFile } = command;
  const other = functionsFile === null ? null : await import(
    import.meta.resolve("./mcp_functions.ts")
  ) as typeof import("./mcp_functions.ts");
  const specs = other === null ? null : await other.readServers(functionsFile!);
  const connects = specs !== null && [...specs.values()].some((spec) => "url" in spec);
  if (command.http === null && !connects) giveUpNetwork();
  if (!Deno.build.standalone) {
    await ensureAssets(say);
    await ensureSdk(say);
  }
  const environment = await holdPackages(packages);
  if (command.verbose && !command.quiet) {
    say(`limits: ${describeLimits(limits)}, max-files ${formatSize(maxFilesBytes)}`);
    say(describeEngine(command));
    if (environment !== null) say(environmentText(environment));
  }
  const version = versions().pysandbox;
  await using others = specs === null ? null : await other!.connectServers(specs, version);
  const options = {
    ...command,
    environment,
    others,
    processors,
    version,
    onMissingWalls: (missing: readonly { name: string; why: string }[]) => {
      if (walls !== "auto" || command.quiet) return;
      for (const { name, why } of missing) say(`the wall ${name} is missing: ${why} (--walls)`);
    },
  };
  if (command.http !== null) {
    const { runHttp } = await import(
      import.meta.resolve("./mcp_http.ts")
    ) as typeof import("./mcp_http.ts");
    return await runHttp(options, command.http, command.quiet);
  }
  if (!command.quiet && Deno.stdin.isTerminal()) say(WAITING);
  const stopped = Promise.withResolvers<"SIGINT" | "SIGTERM">();
  using _signals = onSignals((signal) => stopped.resolve(signal));
  using answers = new AnswerPipe();
  return await serveLines(options, {
    read: (target) => Deno.stdin.read(target),
    write: (bytes) => answers.write(bytes),
    stopped: stopped.promise,
    readerGone: answers.readerGone,
  });
}
