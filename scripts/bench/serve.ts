/**
 * Requests to `serve-stdio` from a client over pipes, compared with a loop around one Pyodide without isolation, and
 * with a native Python for each request.
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
 * Prints the section. Targets: medians of 10 ms for a fresh interpreter and of 1 ms for a request in a session; 10
 * fresh interpreters and 2,000 session requests per second.
 *
 * @throws {CannotMeasure} if there is nothing to compare with; at its end, if the system does not report memory.
 */
export async function serve(): Promise<void> {
  const python = await barePython();
  line(
    `${SANDBOX.name} serve-stdio, ${python.name}, Deno ${Deno.version.deno}, ` +
      `${navigator.hardwareConcurrency} processors`,
  );
  await askAll(python);
  // Only when the others have ended: they would share pages with the measured processes.
  failForGaps(await orCannot(spareMemory(python)));
}

async function askAll(python: CommandLine): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const contestants = await startContestants(python, stack);
  await latency(contestants);
  await throughput(contestants);
}
