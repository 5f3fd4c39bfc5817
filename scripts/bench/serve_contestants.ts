/** Everything that answers requests in one run of the bench, side by side. */
import type { CommandLine } from "./command.ts";
import { denoScript } from "./hello.ts";
import { LineProcess } from "./line_process.ts";
import { loadPrograms, type Program } from "./serve_programs.ts";
import { Server } from "./serve_server.ts";

/** The contestants, and their requests. */
export interface Contestants {
  readonly server: Server;
  readonly naive: LineProcess;
  /** Returns what it gets: this measures the client's own part. */
  readonly echo: LineProcess;
  /** Started anew for each request. */
  readonly python: CommandLine;
  readonly programs: readonly [least: Program, report: Program];
}

/** Copies standard input to standard output, with as little in between as possible. */
const ECHO = "import os\nwhile block := os.read(0, 65536): os.write(1, block)";

/** Starts them; they end with `stack`. */
export async function startContestants(
  python: CommandLine,
  stack: AsyncDisposableStack,
): Promise<Contestants> {
  const programs = await loadPrograms(python);
  return {
    server: stack.use(new Server()),
    naive: stack.use(startNaive()),
    echo: stack.use(startEcho(python)),
    python,
    programs,
  };
}

/** The naive loop, while it is loading. */
export function startNaive(): LineProcess {
  return new LineProcess(denoScript("naive loop", "naive_loop.ts", ["-A"]), []);
}

/** The echo, in native Python. */
export function startEcho(python: CommandLine): LineProcess {
  return new LineProcess({ ...python, name: "echo" }, ["-c", ECHO]);
}
