/** What crosses the wall. Calls of host functions, and files: 100 MB in and out, by the wall clock of the whole command, less that of one without the files. */
import { calls } from "./calls.ts";
import { type CommandLine, SANDBOX, start, UNHURRIED } from "./command.ts";
import { figure, interleave, range } from "./statistics.ts";
import { line, table, target } from "./table.ts";

const ROUNDS = 5;
const MEGABYTE = 1_000_000;
const BYTES = 100 * MEGABYTE;
const SMALL_FILES = 1000;

const MAKE = `open("made", "wb").write(bytes(${BYTES}))`;
const MAKE_MANY = `for at in range(${SMALL_FILES}): open(f"{at}", "w").write("x")`;

/** Prints the section. Targets: 100 MB/s both ways, 0.5 ms for a call. */
export async function crossing(): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${folder}/large`, crypto.getRandomValues(new Uint8Array(65_536)));
    await Deno.truncate(`${folder}/large`, BYTES);
    await Deno.mkdir(`${folder}/many`);
    for (let at = 0; at < SMALL_FILES; at++) await Deno.writeTextFile(`${folder}/many/${at}`, "x");
    await measureIn(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  await calls();
}

async function measureIn(folder: string): Promise<void> {
  const out = () => ["-o", `${folder}/out-${crypto.randomUUID()}`, "--max-files", "128M"];
  const heap = [...UNHURRIED, "--max-heap", "512"];
  const cases: Record<string, () => string[]> = {
    "nothing": () => [...heap, "-c", "pass"],
    "100 MB in": () => [...heap, "-f", `${folder}/large`, "-c", "pass"],
    "1,000 files in": () => [...heap, "-f", `${folder}/many`, "-c", "pass"],
    "100 MB made": () => [...heap, "-c", MAKE],
    "100 MB made, and out": () => [...heap, ...out(), "-c", MAKE],
    "1,000 files made": () => [...heap, "-c", MAKE_MANY],
    "1,000 files made, and out": () => [...heap, ...out(), "-c", MAKE_MANY],
  };
  const variants = Object.entries(cases).map(([name, args]) => ({
    name,
    sample: () => milliseconds(SANDBOX, args()),
  }));
  line(`whole commands, wall clock in ms, n = ${ROUNDS}, in turn`);
  const found = await interleave(variants, ROUNDS);
  table([
    ["", "median", "min-max"],
    ...[...found].map(([name, sample]) => [name, figure(sample.median), range(sample)]),
  ]);
  const between = (with_: string, without: string) =>
    BYTES / MEGABYTE / ((found.get(with_)!.median - found.get(without)!.median) / 1000);
  const speeds = {
    "files in of at least 100 MB/s": between("100 MB in", "nothing"),
    "files out of at least 100 MB/s": between("100 MB made, and out", "100 MB made"),
  };
  for (const [name, speed] of Object.entries(speeds)) {
    target(name, `${figure(speed)} MB/s`, speed >= 100);
  }
}

async function milliseconds(command: CommandLine, args: readonly string[]): Promise<number> {
  const began = performance.now();
  const child = start(command, args);
  await child.stdin.close();
  const [{ code }, complaints] = await Promise.all([
    child.status,
    new Response(child.stderr).text(),
    child.stdout.cancel(),
  ]);
  if (code !== 0) throw new Error(`${command.name} ended with ${code}: ${complaints}`);
  return performance.now() - began;
}
