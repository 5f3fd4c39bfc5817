/** What `pysandbox run` would make of its words, for scripts that run programs themselves. */
import { parseCommandLine } from "../../src/cli/command_tree.ts";
import { toRunCommand } from "../../src/cli/run_request.ts";
import type { RunRequest } from "../../src/core/request.ts";

const TERMINALS = { stdin: false, stdout: false, stderr: false, columns: 80, rows: 24 };

/**
 * The request that the words after `run` make, with no environment, no standard input and no terminal.
 *
 * @param readFile reads a script that the words name.
 */
export async function runRequest(
  words: readonly string[],
  readFile: (path: string) => Promise<Uint8Array<ArrayBuffer>> = Deno.readFile,
): Promise<RunRequest> {
  const invocation = parseCommandLine(["run", ...words], "");
  if (invocation.command !== "run") throw new Error(`expected options of 'run': ${words}`);
  const { request } = await toRunCommand(invocation.given, {
    variable: () => undefined,
    readFile,
    readStdin: () => Promise.resolve(new Uint8Array(0)),
    terminals: TERMINALS,
  });
  return request;
}
