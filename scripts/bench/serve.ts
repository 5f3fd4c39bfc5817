/**
 * Requests to `serve-stdio`, by a client over pipes, against a loop around one Pyodide that isolates
 * nothing, and a native Python for each.
 */
import { barePython } from "./bare_python.ts";
import { failForGaps, orCannot } from "./cannot_measure.ts";
import { type CommandLine, SANDBOX } from "./command.ts";
import { startContestants } from "./serve_contestants.ts";
import { latency } from "./serve_latency.ts";
import { spareMemory } from "./serve_memory.ts";
import { throughput } from "./serve_throughput.ts";
import { line } from "./table.ts";

/**
 * Prints the section. Targets: a fresh interpreter within 10 ms and a request in a session within 1
 * ms by the median, 10 fresh ones and 2,000 in sessions a second.
 *
 * @throws {CannotMeasure} where there is nothing to compare with; at its end, where the system does
 * not tell of memory.
 */
export async function serve(): Promise<void> {
  const python = await barePython();
  line(
    `${SANDBOX.name} serve-stdio, ${python.name}, Deno ${Deno.version.deno}, ` +
      `${navigator.hardwareConcurrency} processors`,
  );
  await askAll(python);
  // When the others have ended: they would share pages with those that are measured.
  failForGaps(await orCannot(spareMemory(python)));
}

async function askAll(python: CommandLine): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const contestants = await startContestants(python, stack);
  await latency(contestants);
  await throughput(contestants);
}
