/** Serves a client on standard input and output. */
import type { Limits } from "../core/limits.ts";
import type { WallsMode } from "../core/request.ts";
import { formatSize } from "../core/units.ts";
import { ensureAssets } from "../host/assets.ts";
import { AnswerPipe } from "./answer_pipe.ts";
import { describeEngine, type EngineValues } from "./engine_options.ts";
import type { GivenValue } from "./option_values.ts";
import { holdPackages } from "./options.ts";
import { serve, type StopSignal } from "../protocols/jsonl/serve.ts";
import { describeLimits } from "../report/text.ts";
import { say } from "./say.ts";
import { onSignals } from "./stop_signals.ts";
import { environmentText, versions } from "./version.ts";

/** The checked command line of `serve-stdio`. */
export interface ServeCommand extends EngineValues {
  readonly limits: Limits;
  readonly walls: WallsMode;
  readonly maxFilesBytes: number;
  readonly maxLineBytes: number;
  /** The environment whose packages programs have; null where it is left open. */
  readonly packages: GivenValue | null;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Serves until the client ends, and returns the status to exit with. */
export async function runServer(command: ServeCommand, processors: number): Promise<number> {
  const { limits, walls, workers, spares, maxSessions, sessionIdleMs, maxLineBytes } = command;
  const { maxFilesBytes, packages } = command;
  if (!Deno.build.standalone) await ensureAssets(say);
  const environment = await holdPackages(packages);
  if (command.verbose && !command.quiet) {
    say(`limits: ${describeLimits(limits)}, max-files ${formatSize(maxFilesBytes)}`);
    say(`${describeEngine(command)}, max-line ${formatSize(maxLineBytes)}`);
    if (environment !== null) say(environmentText(environment));
  }
  const stopped = Promise.withResolvers<StopSignal>();
  using _signals = onSignals((signal) => stopped.resolve(signal));
  using answers = new AnswerPipe();
  const { pysandbox, python } = versions();
  const options = {
    limits,
    walls,
    maxFilesBytes,
    workers,
    maxSessions,
    sessionIdleMs,
    maxLineBytes,
    environment,
  };
  return await serve(
    { ...options, versions: { version: pysandbox, python } },
    { spares, processors },
    {
      read: (target) => Deno.stdin.read(target),
      write: (bytes) => answers.write(bytes),
      stopped: stopped.promise,
      readerGone: answers.readerGone,
    },
    (missing) => {
      if (walls !== "auto" || command.quiet) return;
      for (const { name, why } of missing) say(`the wall ${name} is missing: ${why} (--walls)`);
    },
  );
}
