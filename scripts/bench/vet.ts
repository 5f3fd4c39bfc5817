/** How well `vet` keeps the processors busy: its time, beside the processor time of all its processes divided by the processors that it may use. */
import { writePrograms } from "../../tests/e2e/vet_programs.ts";
import { processorSeconds, TIMED } from "../test/measured.ts";
import { CannotMeasure } from "./cannot_measure.ts";
import { run, SANDBOX } from "./command.ts";
import { figure, range, summarize, type Summary, takeTurns } from "./statistics.ts";
import { line, table, target } from "./table.ts";
import { inTimes } from "./times.ts";

const ROUNDS = 3;
const JOBS = 2;

/** Waiting for the last program, and the start, when nothing runs yet, are part of it. */
const MOST = 1.2;

/** How many programs of each folder. */
const COUNTS = { small: 400, mixed: 210, computing: 60 } as const;

/** Some tenths of a second of a processor. */
const COMPUTING =
  "total = 0\nfor number in range(1_000_000):\n    total += number % 7\nprint(total)\n";

/** One run, in seconds. */
interface Sample {
  readonly wall: number;
  readonly processor: number;
  /** Processor time of everything else on the machine; NaN where the system does not tell it. */
  readonly others: number;
}

/**
 * Prints the section. Target: the time of a whole folder is close to its processor time over the processors.
 *
 * @throws {CannotMeasure} on Windows.
 */
export async function vet(): Promise<void> {
  if (Deno.build.os === "windows") {
    throw new CannotMeasure("processor time is that of sh, which Windows does not have");
  }
  const folder = await Deno.makeTempDir();
  try {
    await writeFolders(folder);
    const found = await takeTurns<Sample>(
      Object.keys(COUNTS).map((name) => ({ name, sample: () => sample(`${folder}/${name}`) })),
      ROUNDS,
    );
    print(found);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function writeFolders(folder: string): Promise<void> {
  const writers = {
    small: (name: string) => writeAll(name, COUNTS.small, (number) => `print(${number})\n`),
    mixed: (name: string) => writePrograms(name, COUNTS.mixed),
    computing: (name: string) => writeAll(name, COUNTS.computing, () => COMPUTING),
  };
  for (const [name, write] of Object.entries(writers)) {
    await Deno.mkdir(`${folder}/${name}`);
    await write(`${folder}/${name}`);
  }
}

async function writeAll(folder: string, count: number, code: (number: number) => string) {
  for (let number = 0; number < count; number++) {
    await Deno.writeTextFile(`${folder}/${number}.py`, code(number));
  }
}

async function sample(folder: string): Promise<Sample> {
  const words = [SANDBOX.path, ...SANDBOX.args, "vet", folder, "--jobs", String(JOBS), "--quiet"];
  const shell = { name: SANDBOX.name, path: "sh", args: ["-c", TIMED, "sh"] };
  const before = busySeconds();
  const { stdout, milliseconds } = await run(shell, words, { isExpected: (code) => code <= 1 });
  const processor = processorSeconds(stdout);
  const others = Math.max(0, busySeconds() - before - processor);
  return { wall: milliseconds / 1000, processor, others };
}

/** Processor time that the machine has used since its start, in seconds: that of Linux, in hundredths. */
function busySeconds(): number {
  if (Deno.build.os !== "linux") return Number.NaN;
  const [first] = Deno.readTextFileSync("/proc/stat").split("\n") as [string];
  const [user, nice, system, , , irq, softirq] = first.match(/\d+/g)!.map(Number) as number[];
  return (user! + nice! + system! + irq! + softirq!) / 100;
}

function print(found: ReadonlyMap<string, readonly Sample[]>): void {
  const processors = Math.min(JOBS, navigator.hardwareConcurrency);
  line(`${SANDBOX.name}, vet --jobs ${JOBS}, ${processors} processors, n = ${ROUNDS}, in turn`);
  const ratios = new Map<string, Summary>();
  const rows = [...found].map(([name, samples]) => {
    const median = (of: (one: Sample) => number) => figure(summarize(samples.map(of)).median);
    const ratio = summarize(samples.map((one) => one.wall / (one.processor / processors)));
    ratios.set(name, ratio);
    return [
      `${COUNTS[name as keyof typeof COUNTS]} ${name}`,
      ...[median(({ wall }) => wall), median(({ processor }) => processor)],
      ...[inTimes(ratio.median), range(ratio), median(({ others }) => others)],
    ];
  });
  const share = `time to processor time/${processors}`;
  table([["programs", "time s", "processor s", share, "min-max", "others' processor s"], ...rows]);
  for (const [name, { median }] of ratios) {
    target(
      `${name}: at most ${MOST} times the processor time over ${processors} processors`,
      inTimes(median),
      median <= MOST,
    );
  }
}
