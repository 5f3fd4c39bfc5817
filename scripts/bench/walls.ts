/**
 * What the operating system's walls cost at start-up: hello world with and without them, in turn.
 */
import { failForGaps, isThere, orCannot } from "./cannot_measure.ts";
import { type CommandLine, FROM_SOURCE, run } from "./command.ts";
import { findExecutable } from "./executable.ts";
import { difference, figure, summarize, takeTurns } from "./statistics.ts";
import { line, table } from "./table.ts";

const ROUNDS = 60;
const MODES = ["auto", "off"] as const;

/** The part of the report that is used here. */
interface Report {
  readonly stats: { readonly startupMs: number };
  readonly walls: Readonly<Record<string, boolean>>;
}

/** One run, in milliseconds. */
interface Sample {
  /** From a cold process to its end. */
  readonly whole: number;
  /** The jail alone, from spawn to hello. */
  readonly jail: number;
  /** Names of the walls that held. */
  readonly walls: string;
}

/** Prints the section. @throws {CannotMeasure} at its end, if there was no executable. */
export async function walls(): Promise<void> {
  const executable = await orCannot(findExecutable());
  const sandboxes = [executable, FROM_SOURCE].filter(isThere);
  const found = await takeTurns(
    sandboxes.flatMap((sandbox) =>
      MODES.map((mode) => ({ name: nameOf(sandbox, mode), sample: () => helloWith(sandbox, mode) }))
    ),
    ROUNDS,
  );
  line(`the cost of the walls: hello world with --walls auto and off, n = ${ROUNDS} each, in turn`);
  const rows = sandboxes.flatMap((sandbox) => {
    const [auto, off] = MODES.map((mode) => found.get(nameOf(sandbox, mode))!);
    return (["whole", "jail"] as const).map((what) => {
      const [built, none] = [auto!, off!].map((samples) => samples.map((sample) => sample[what]));
      const { median, low, high } = difference(built!, none!);
      return [
        `${sandbox.name}, ${what === "whole" ? "whole command" : "jail from spawn to hello"}`,
        ...[built!, none!].map((samples) => figure(summarize(samples).median)),
        signed(median),
        `${signed(low)} to ${signed(high)}`,
      ];
    });
  });
  table([["", "auto ms", "off ms", "median difference ms", "at 95%"], ...rows]);
  for (const [name, samples] of found) {
    line(`  ${name}: ${[...new Set(samples.map((sample) => sample.walls))].join(" or ")}`);
  }
  failForGaps(executable);
}

function nameOf(sandbox: CommandLine, mode: string): string {
  return `${sandbox.name} --walls ${mode}`;
}

async function helloWith(sandbox: CommandLine, mode: string): Promise<Sample> {
  const argv = ["run", "--walls", mode, "--json", "-c", "print('hello, world')"];
  const { stdout, milliseconds } = await run(sandbox, argv);
  const { stats, walls } = JSON.parse(stdout) as Report;
  const standing = Object.keys(walls).filter((name) => walls[name]);
  return { whole: milliseconds, jail: stats.startupMs, walls: standing.join(", ") };
}

/** A difference, with its sign. */
function signed(value: number): string {
  return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(1)}`;
}
