/** The request that `pysandbox run` makes of its argv, for scripts that run programs themselves. */
import { run, toRunCommand } from "../../src/cli/commands/run.ts";
import { readProgram } from "../../src/cli/program_source.ts";
import { readArgv } from "../../src/cli/read_argv.ts";
import type { RunRequest } from "../../src/core/request.ts";

const TERMINALS = { stdin: false, stdout: false, stderr: false, columns: 80, rows: 24 };

/**
 * The request for the argv after `run`, with no environment, no standard input and no terminal.
 *
 * @param readFile reads a script that argv names.
 */
export async function runRequest(
  argv: readonly string[],
  readFile: (path: string) => Promise<Uint8Array<ArrayBuffer>> = Deno.readFile,
): Promise<RunRequest> {
  const { given, problem } = readArgv(argv, run);
  if (problem !== null) throw new Error(`expected options of 'run': ${argv}`);
  const { source, request } = toRunCommand(given, {
    variable: () => undefined,
    terminals: TERMINALS,
  });
  const readStdin = () => Promise.resolve(new Uint8Array(0));
  return { ...request, program: await readProgram(source, { readFile, readStdin }) };
}
