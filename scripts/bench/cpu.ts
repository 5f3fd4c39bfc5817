/** CPU-bound programs: the sandbox's interpreter against a native one, by the program's own clock. */
import { CannotMeasure } from "./cannot_measure.ts";
import { type CommandLine, nativePython, run, SANDBOX, UNHURRIED } from "./command.ts";
import { figure, interleave, range, type Summary } from "./statistics.ts";
import { line, table } from "./table.ts";

const ROUNDS = 5;
const PROGRAMS = new URL("programs/", import.meta.url);

/** Prints the section. Every kernel must give the same result on both sides. */
export async function cpu(): Promise<void> {
  const python = await nativePython();
  const measure = await Deno.readTextFile(new URL("measure.py", import.meta.url));
  const rows: string[][] = [];
  const ratios: number[] = [];
  for (const file of [...Deno.readDirSync(PROGRAMS)].map(({ name }) => name).sort()) {
    const source = `${await Deno.readTextFile(new URL(file, PROGRAMS))}\n\n${measure}`;
    const [native, sandboxed] = await compare(file, source, python);
    const ratio = sandboxed.median / native.median;
    ratios.push(ratio);
    rows.push([
      file,
      figure(native.median),
      figure(sandboxed.median),
      range(sandboxed),
      `${figure(ratio)}x`,
    ]);
  }
  line(`CPU-bound programs, measured inside the program, n = ${ROUNDS}, in turn, results equal`);
  table([["", `${python.name} ms`, "sandbox ms", "min-max ms", "ratio"], ...rows]);
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  line(`  geometric mean of the ratios: ${figure(mean)}x the time of native Python`);
}

async function compare(
  file: string,
  source: string,
  python: CommandLine,
): Promise<[native: Summary, sandboxed: Summary]> {
  const digests = new Map<string, string>();
  const variant = (command: CommandLine, args: readonly string[]) => ({
    name: command.name,
    sample: async () => {
      const { stdout } = await run(command, [...args, "-c", source]);
      const { seconds, digest } = JSON.parse(stdout) as { seconds: number; digest: string };
      digests.set(command.name, digest);
      return seconds * 1000;
    },
  });
  const found = await interleave([variant(python, []), variant(SANDBOX, UNHURRIED)], ROUNDS);
  if (new Set(digests.values()).size !== 1) {
    throw new CannotMeasure(`${file}: results differ: ${[...digests].join("; ")}`);
  }
  return [found.get(python.name)!, found.get(SANDBOX.name)!];
}
