/** Runs attacks from one host process that lives on, like a server: what one of them left behind would accumulate here. */
import { CollectingSink } from "../../src/host/output.ts";
import { type Attack, ATTACKS_FOLDER } from "../../tests/attacks/read_attack.ts";
import { runRequest } from "../common/run_request.ts";
import { superviseCommand } from "../common/supervise_command.ts";
import { faultsOf } from "./ended.ts";

/** Runs `attack` in a jail of this process; returns how it ended and what was wrong. */
export async function runInProcess(attack: Attack): Promise<{ status: string; faults: string[] }> {
  const argv = ["--json", ...attack.args, `${attack.name}.py`];
  const request = await runRequest(
    argv,
    async (path) => await Deno.readFile(new URL(path, ATTACKS_FOLDER)),
  );
  const [stdout, stderr] = [new CollectingSink(), new CollectingSink()];
  const began = performance.now();
  const { outcome } = await superviseCommand(request, {
    sinks: { stdout, stderr },
    readStdin: () => Promise.resolve(null),
    stopRequests: () => ({ [Symbol.dispose]: () => {} }),
  });
  const milliseconds = performance.now() - began;
  const texts = { stdout: await stdout.text(), stderr: await stderr.text() };
  const ended = { ...outcome, ...texts, milliseconds };
  return { status: outcome.status, faults: faultsOf(attack, ended, [Deno.execPath(), Deno.cwd()]) };
}
