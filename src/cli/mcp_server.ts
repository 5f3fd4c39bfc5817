/** Serves clients of the Model Context Protocol. */
import type { Limits } from "../core/limits.ts";
import type { WallsMode } from "../core/request.ts";
import { formatSize } from "../core/units.ts";
import { ensureAssets, ensureSdk } from "../host/assets.ts";
import { serveLines } from "../protocols/mcp/serve_lines.ts";
import { describeLimits } from "../report/text.ts";
import { AnswerPipe } from "./answer_pipe.ts";
import { describeEngine, type EngineValues } from "./engine_options.ts";
import { giveUpNetwork } from "./network.ts";
import { say } from "./say.ts";
import { onSignals } from "./stop_signals.ts";
import { versions } from "./version.ts";

/** Where to listen for clients. */
export interface HttpAddress {
  readonly hostname: string;
  /** 0 is any that is free. */
  readonly port: number;
  /** Null where everybody may ask who can connect. */
  readonly tokenFile: string | null;
}

/** The checked command line of `mcp`. */
export interface McpCommand extends EngineValues {
  /** Null for standard input and output. */
  readonly http: HttpAddress | null;
  readonly limits: Limits;
  readonly walls: WallsMode;
  /** How the tool of `mcp-run-python` answers; null for that of pysandbox. */
  readonly compat: "xml" | "json" | null;
  readonly maxFilesBytes: number;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Serves until the client ends, and returns the status to exit with. */
export async function runMcpServer(command: McpCommand, processors: number): Promise<number> {
  const { limits, walls, maxFilesBytes } = command;
  if (command.http === null) giveUpNetwork();
  if (!Deno.build.standalone) {
    await ensureAssets(say);
    await ensureSdk(say);
  }
  if (command.verbose && !command.quiet) {
    say(`limits: ${describeLimits(limits)}, max-files ${formatSize(maxFilesBytes)}`);
    say(describeEngine(command));
  }
  const options = {
    ...command,
    processors,
    version: versions().pysandbox,
    onMissingWalls: (missing: readonly { name: string; why: string }[]) => {
      if (walls !== "auto" || command.quiet) return;
      for (const { name, why } of missing) say(`the wall ${name} is missing: ${why} (--walls)`);
    },
  };
  if (command.http !== null) {
    const { runHttp } = await import("./mcp_http.ts");
    return await runHttp(options, command.http, command.quiet);
  }
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
