/** The prompt: how soon it appears, and the overhead of a statement; the statements themselves do no work. */
import { temporaryFolder } from "./bare_executable.ts";
import { barePython } from "./bare_python.ts";
import { failForGaps, orCannot } from "./cannot_measure.ts";
import { pipedStatements } from "./repl_piped.ts";
import { promptOnTerminal } from "./repl_terminal.ts";

/**
 * Prints the section. Targets: a prompt within 300 ms, a statement within 5 ms, by the medians.
 *
 * @throws {CannotMeasure} if there is nothing to compare with; at its end, if no terminal could be made.
 */
export async function repl(): Promise<void> {
  const python = await barePython();
  await using folder = await temporaryFolder();
  const gap = await orCannot(promptOnTerminal(python, folder.url));
  await pipedStatements(python);
  failForGaps(gap);
}
