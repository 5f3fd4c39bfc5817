/** Programs that others wrote: benchmarks of the pyperformance suite, natively and in the sandbox, compared. */
import { CannotMeasure } from "./cannot_measure.ts";
import { type CommandLine, nativePython, run, SANDBOX, UNHURRIED } from "./command.ts";
import { benchmarksFolder, VERSION } from "./pyperformance_download.ts";
import { LEFT_OUT, type Program, PROGRAMS } from "./pyperformance_programs.ts";
import { figure } from "./statistics.ts";
import { line } from "./table.ts";

/** At least this number of programs must run on both sides and agree. */
const LEAST_AGREEING = 10;

/** The result of one program on one side. */
interface Result {
  /** Name, number of values and digest of each measured function. */
  readonly output: string;
  readonly seconds: number;
}

/** Prints the section. @throws {CannotMeasure} if programs fail, or too few of them agree. */
export async function pyperformance(): Promise<void> {
  const python = await nativePython();
  const benchmarks = await benchmarksFolder(python);
  checkComplete(benchmarks);
  line(`pyperformance ${VERSION}, each program once on both sides`);
  row("", `${python.name} ms`, "sandbox ms", "ratio", "values compared");
  const ratios: number[] = [];
  let failed = 0;
  let agreeing = 0;
  for (const program of PROGRAMS) {
    try {
      const [native, ours] = await runBoth(program, benchmarks, python);
      if (native.output !== ours.output) {
        throw new Error(`output differs:\n${native.output}${ours.output}`);
      }
      const values = countValues(ours.output);
      if (values > 0) agreeing++;
      const ratio = ours.seconds / native.seconds;
      ratios.push(ratio);
      const [nativeMs, oursMs] = [native, ours].map(({ seconds }) => figure(seconds * 1000));
      row(program.name, nativeMs!, oursMs!, `${figure(ratio)}x`, String(values));
    } catch (error) {
      failed++;
      line(`  FAILED ${program.name}: ${(error as Error).message}`);
    }
  }
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  line(`  geometric mean of the ratios: ${figure(mean)}x the time of native Python`);
  line(
    `  ${agreeing} of ${PROGRAMS.length} programs ran on both sides with equal values; the others show none`,
  );
  for (const [reason, names] of Object.entries(LEFT_OUT)) {
    line(`  left out, because they ${reason}: ${names.join(", ")}`);
  }
  if (agreeing < LEAST_AGREEING || failed > 0) {
    throw new CannotMeasure(`${failed} programs failed, ${agreeing} agreed`);
  }
}

/** Prints one row at once: the whole section takes minutes. */
function row(name: string, ...cells: string[]): void {
  line(`  ${name.padEnd(24)}  ${cells.map((cell) => cell.padStart(16)).join("")}`);
}

/** Every program of the suite is either run or listed as left out. */
function checkComplete(benchmarks: URL): void {
  const known = new Set([...PROGRAMS.map(({ name }) => name), ...Object.values(LEFT_OUT).flat()]);
  const unknown = [...Deno.readDirSync(benchmarks)].filter(({ isDirectory }) => isDirectory)
    .map(({ name }) => name.replace(/^bm_/, "")).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new CannotMeasure(`nothing is said of ${unknown.join(", ")}`);
}

async function runBoth(
  program: Program,
  benchmarks: URL,
  python: CommandLine,
): Promise<[native: Result, ours: Result]> {
  const script = await Deno.makeTempFile({ suffix: ".py" });
  try {
    await Deno.writeTextFile(script, await bundle(program, benchmarks));
    // The order of sets depends on hashes.
    const env = { PYTHONHASHSEED: "0" };
    const native = await run(python, [script], { env });
    const ours = await run(SANDBOX, [...UNHURRIED, script]);
    return [toResult(native), toResult(ours)];
  } finally {
    await Deno.remove(script);
  }
}

/** One script with the stand-in, the benchmark and its data. */
async function bundle(program: Program, benchmarks: URL): Promise<string> {
  const { name, args = [], loops = 1, isWatched = true } = program;
  const files: Record<string, string> = {};
  const here = (file: string) => new URL(file, import.meta.url);
  files["pyperf.py"] = (await Deno.readFile(here("pyperf_stand_in.py"))).toBase64();
  const folder = new URL(`bm_${name}/`, benchmarks);
  for (const file of filesOf(folder)) {
    files[file] = (await Deno.readFile(new URL(file, folder))).toBase64();
  }
  const head = Object.entries({ FILES: files, ARGUMENTS: args, LOOPS: loops })
    .map(([variable, value]) => `${variable} = ${JSON.stringify(value)}`);
  head.push(`IS_WATCHED = ${isWatched ? "True" : "False"}`);
  return [...head, await Deno.readTextFile(here("pyperformance_bundle.py"))].join("\n");
}

function filesOf(folder: URL, prefix = ""): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory
      ? filesOf(new URL(`${name}/`, folder), `${prefix}${name}/`)
      : name.endsWith(".toml")
      ? []
      : [prefix + name]
  );
}

function toResult({ stdout, stderr }: { stdout: string; stderr: string }): Result {
  const times = [...stderr.matchAll(/^seconds (\S+)$/gm)].map(([, seconds]) => Number(seconds));
  if (times.length === 0) throw new Error(`nothing was measured: ${stderr.slice(-500)}`);
  return { output: stdout, seconds: times.reduce((sum, seconds) => sum + seconds) };
}

function countValues(output: string): number {
  return [...output.matchAll(/^.+ (\d+) \w{64}$/gm)].reduce((sum, [, n]) => sum + Number(n), 0);
}
