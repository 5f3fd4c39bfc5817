/** Hello world, from a cold process to its end, against what else could be run instead. */
import { type CommandLine, FROM_SOURCE, nativePython, ROOT, run, SANDBOX } from "./command.ts";
import { figure, interleave, range } from "./statistics.ts";
import { line, table, target } from "./table.ts";

const ROUNDS = 11;
const CODE = "print('hello, world')";
const NAIVE = "naive loadPyodide";

/** Prints the section. Targets: 7 times faster than naive, under 200 ms. */
export async function hello(): Promise<void> {
  const sandboxes = SANDBOX === FROM_SOURCE ? [FROM_SOURCE] : [SANDBOX, FROM_SOURCE];
  const python = await nativePython();
  const commands: [CommandLine, string[]][] = [
    ...sandboxes.map((one): [CommandLine, string[]] => [one, ["run", "-c", CODE]]),
    [denoScript(NAIVE, "naive.ts", ["-A"]), []],
    [python, ["-c", CODE]],
    [denoScript("bare Deno", "bare_hello.ts"), []],
  ];
  const found = await interleave(
    commands.map(([command, args]) => ({
      name: command.name,
      sample: async () => {
        const { stdout, milliseconds } = await run(command, args);
        if (stdout !== "hello, world\n") throw new Error(`${command.name} printed '${stdout}'`);
        return milliseconds;
      },
    })),
    ROUNDS,
  );
  const ours = found.get(SANDBOX.name)!;
  line(`hello world, a cold process each time, n = ${ROUNDS}, in turn`);
  table([
    ["", "median ms", "min-max ms", `to ${SANDBOX.name}`],
    ...[...found].map(([name, summary]) => [
      name,
      figure(summary.median),
      range(summary),
      `${figure(summary.median / ours.median)}x`,
    ]),
  ]);
  const faster = found.get(NAIVE)!.median / ours.median;
  target("at least 7 times faster than naive", `${figure(faster)} times`, faster >= 7);
  target("under 200 ms", `${figure(ours.median)} ms`, ours.median < 200);
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
