/**
 * Hello world, from a cold process to its end, compared with alternatives; and the sizes of executables.
 */
import { findExecutables, temporaryFolder } from "./bare_executable.ts";
import { type CannotMeasure, failForGaps, isThere } from "./cannot_measure.ts";
import { type CommandLine, FROM_SOURCE, nativePython, ROOT, run } from "./command.ts";
import type { Executable } from "./executable.ts";
import { figure, interleave, range, type Summary } from "./statistics.ts";
import { line, table, target } from "./table.ts";

const ROUNDS = 21;
const CODE = "print('hello, world')";
const NAIVE = "naive loadPyodide";
const MEGABYTE = 1_000_000;

/** Most bytes of the executable. */
const MOST_BYTES = 130 * MEGABYTE;

/**
 * Prints the section.
 *
 * @throws {CannotMeasure} at its end, if there was no executable, or nothing to compare it with.
 */
export async function hello(): Promise<void> {
  await using folder = await temporaryFolder();
  const [executable, bare] = await findExecutables(folder.url);
  const program = ["run", "-c", CODE];
  const python = await nativePython();
  const commands: [CommandLine, string[]][] = [
    ...[executable].filter(isThere).map((one): [CommandLine, string[]] => [one, program]),
    [FROM_SOURCE, program],
    [denoScript(NAIVE, "naive.ts", ["-A"]), []],
    [python, ["-c", CODE]],
    [denoScript("bare Deno", "bare_hello.ts"), []],
    ...[bare].filter(isThere).map((one): [CommandLine, string[]] => [one, []]),
  ];
  const found = await interleave(commands.map(helloBy), ROUNDS);
  if (isThere(executable)) line(`${executable.path}: ${executable.version}`);
  line(`hello world, a cold process each time, n = ${ROUNDS}, in turn, Deno ${Deno.version.deno}`);
  const ours = [executable, FROM_SOURCE].filter(isThere);
  const sizes = new Map(
    [executable, bare].filter(isThere).map(({ name, bytes }) => [name, figure(bytes / MEGABYTE)]),
  );
  table([
    ["", "median ms", "min-max ms", "file MB", ...ours.map(({ name }) => `to ${name}`)],
    ...[...found].map(([name, summary]) => [
      name,
      figure(summary.median),
      range(summary),
      sizes.get(name) ?? "",
      ...ours.map((one) => `${figure(summary.median / found.get(one.name)!.median)}x`),
    ]),
  ]);
  const source = found.get(FROM_SOURCE.name)!;
  const faster = found.get(NAIVE)!.median / source.median;
  target("source: at least 7 times faster than naive", `${figure(faster)} times`, faster >= 7);
  target("source: under 200 ms", `${figure(source.median)} ms`, source.median < 200);
  if (isThere(executable)) sayExecutable(executable, bare, found);
  failForGaps(...new Set([executable, bare]));
}

/** What was promised for the executable. */
function sayExecutable(
  executable: Executable,
  bare: CommandLine | CannotMeasure,
  found: ReadonlyMap<string, Summary>,
): void {
  if (isThere(bare)) {
    const times = found.get(executable.name)!.median / found.get(bare.name)!.median;
    const text = `${figure(times)} times`;
    target("executable: at most 9 times as long as a bare one", text, times <= 9);
    target("executable, the goal: at most 5 times as long as a bare one", text, times <= 5);
  }
  const size = `${figure(executable.bytes / MEGABYTE)} MB`;
  target("executable: at most 130 MB", size, executable.bytes <= MOST_BYTES);
}

function helloBy([command, args]: [CommandLine, string[]]) {
  return {
    name: command.name,
    sample: async () => {
      const { stdout, milliseconds } = await run(command, args);
      if (stdout !== "hello, world\n") throw new Error(`${command.name} printed '${stdout}'`);
      return milliseconds;
    },
  };
}

/** A script of this folder in the Deno that runs the bench. */
export function denoScript(
  name: string,
  file: string,
  flags: readonly string[] = [],
): CommandLine {
  const script = new URL(`scripts/bench/${file}`, ROOT).href;
  return { name, path: Deno.execPath(), args: ["run", "--no-prompt", ...flags, script] };
}
