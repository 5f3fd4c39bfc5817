/** Runs attacks from one host process that lives on, as a server would: what one of them left behind would pile up here. */
import { parseCommandLine } from "../../src/cli/command_tree.ts";
import { toRunCommand } from "../../src/cli/run_request.ts";
import type { RunRequest } from "../../src/core/request.ts";
import { CollectingSink } from "../../src/host/output.ts";
import { type Attack, ATTACKS_FOLDER } from "../../tests/attacks/read_attack.ts";
import { superviseCommand } from "../supervise_command.ts";
import { faultsOf } from "./ended.ts";

const TERMINALS = { stdin: false, stdout: false, stderr: false, columns: 80, rows: 24 };

/** Runs `attack` in a jail of this process; says how it ended and what was wrong. */
export async function runInProcess(attack: Attack): Promise<{ status: string; faults: string[] }> {
  const request = await requestOf(attack);
  const [stdout, stderr] = [new CollectingSink(), new CollectingSink()];
  const began = performance.now();
  const { outcome } = await superviseCommand(request, {
    sinks: { stdout, stderr },
    readStdin: () => Promise.resolve(null),
    stopRequests: () => ({ [Symbol.dispose]: () => {} }),
  });
  const milliseconds = performance.now() - began;
  const ended = { ...outcome, stdout: stdout.text(), stderr: stderr.text(), milliseconds };
  return { status: outcome.status, faults: faultsOf(attack, ended, [Deno.execPath(), Deno.cwd()]) };
}

/** What the command would make of the attack's words. */
async function requestOf({ name, args }: Attack): Promise<RunRequest> {
  const invocation = parseCommandLine(["run", "--json", ...args, `${name}.py`], "");
  if (invocation.command !== "run") throw new Error(`${name}: expected options of 'run': ${args}`);
  const { request } = await toRunCommand(invocation.given, {
    variable: () => undefined,
    readFile: async (path) => await Deno.readFile(new URL(path, ATTACKS_FOLDER)),
    readStdin: () => Promise.resolve(new Uint8Array(0)),
    terminals: TERMINALS,
  });
  return request;
}
