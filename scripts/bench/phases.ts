/**
 * The phases of start-up, as far as they are visible from outside: the report's own times, and a bare process beside
 * them.
 */
import { findExecutables, temporaryFolder } from "./bare_executable.ts";
import { failForGaps, isThere } from "./cannot_measure.ts";
import { type CommandLine, FROM_SOURCE, run } from "./command.ts";
import { denoScript } from "./hello.ts";
import { figure, range, summarize, takeTurns, type Variant } from "./statistics.ts";
import { line, table } from "./table.ts";

const ROUNDS = 21;
const WHOLE = "whole command";

interface Stats {
  readonly startupMs: number;
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Milliseconds by phase. */
type Phases = Readonly<Record<string, number>>;

/**
 * Prints the section.
 *
 * @throws {CannotMeasure} at its end, if there was no executable, or nothing to compare it with.
 */
export async function phases(): Promise<void> {
  await using folder = await temporaryFolder();
  const [executable, bare] = await findExecutables(folder.url);
  const variants = [phasesOf(FROM_SOURCE, denoScript("bare Deno", "empty.ts"))];
  if (isThere(executable)) variants.unshift(phasesOf(executable, isThere(bare) ? bare : null));
  for (const [name, rounds] of await takeTurns(variants, ROUNDS)) {
    line(`phases of hello world by ${name}, n = ${ROUNDS}, in turn`);
    const whole = summarize(rounds.map((round) => round[WHOLE]!)).median;
    table([
      ["", "median ms", "min-max ms", "share"],
      ...Object.keys(rounds[0]!).map((phase) => {
        const summary = summarize(rounds.map((round) => round[phase]!));
        const share = `${(100 * summary.median / whole).toFixed(0)}%`;
        return [phase, figure(summary.median), range(summary), share];
      }),
    ]);
  }
  failForGaps(...new Set([executable, bare]));
}

/** @param bare a process that does nothing, in the same runtime; null if none is available. */
function phasesOf(sandbox: CommandLine, bare: CommandLine | null): Variant<Phases> {
  const sample = async () => {
    const whole = await run(sandbox, ["run", "--json", "-c", "print('hello, world')"]);
    const { stats } = JSON.parse(whole.stdout) as { stats: Stats };
    const least = bare === null ? null : (await run(bare, [])).milliseconds;
    return {
      [WHOLE]: whole.milliseconds,
      "  jail from spawn to hello (startupMs)": stats.startupMs,
      ...(least === null ? {} : {
        "    of that, a bare process": least,
        "    of that, the rest: boot and lockdown": stats.startupMs - least,
      }),
      "  program (wallMs)": stats.wallMs,
      "  rest: the host's own start and end": whole.milliseconds - stats.startupMs - stats.wallMs,
      "processor time of the program (cpuMs)": stats.cpuMs,
    };
  };
  return { name: sandbox.name, sample };
}
