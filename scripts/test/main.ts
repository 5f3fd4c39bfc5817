/**
 * Runs tests: `deno task test [PATH...]` those of the gate, or of the files and folders that are named; `--all` also those that
 * are slow, and those of the scripts; `--executable` those that are worth a run against the executable in PYSANDBOX_BIN.
 * `--measure` gives each file a process of its own and writes down what it cost (not on Windows, which has no `sh`). What a batch of
 * files prints is shown when it has ended. Batches that failed come last, and after them what was not tried.
 */
import { parseArgs } from "node:util";
import { argumentsFor, batchesOf, type Seconds } from "./batches.ts";
import { isThere, selectedFiles, type Selection, testFiles } from "./files.ts";
import { costOf, processorSeconds, readSeconds, TIMED, writeSeconds } from "./measured.ts";
import { type Counts, countsIn, summaryLines, total } from "./summary.ts";

const TEST = [
  ...["test", "--no-check", "--no-prompt"],
  ...["--allow-read", "--allow-write", "--allow-env", "--allow-run", "--allow-ffi", "--allow-net"],
];

/** Tests wait for much of their time, so more workers than there are processors keep these busy. */
const MORE_WORKERS = 2;

/** More at once than most machines have memory for are of no use: each test may start several jails. */
const MOST_WORKERS = 4;

const PROCESSORS = navigator.hardwareConcurrency;
const WORKERS = Math.min(PROCESSORS + MORE_WORKERS, MOST_WORKERS);

interface Ran {
  readonly files: readonly string[];
  readonly output: string;
  readonly success: boolean;
  readonly counts: Counts;
  /** What it cost; null unless that was measured. */
  readonly seconds: number | null;
}

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(args: string[]): Promise<number> {
  const boolean = { type: "boolean", default: false } as const;
  const { values, positionals: named } = parseArgs({
    args,
    allowPositionals: true,
    options: { all: boolean, executable: boolean, measure: boolean },
  });
  const selection: Selection = values.all ? "all" : values.executable ? "executable" : "gate";
  if (selection === "executable" && Deno.env.get("PYSANDBOX_BIN") === undefined) {
    say("tests: PYSANDBOX_BIN: expected the path of an executable; it is not set");
    return 2;
  }
  if (values.measure && Deno.build.os === "windows") {
    say("tests: --measure: expected a system with sh; this is Windows");
    return 2;
  }
  const absent = named.find((path) => !isThere(path));
  if (absent !== undefined) {
    say(`tests: expected a file or a folder; got '${absent}', which is not there`);
    return 2;
  }
  const files = named.length > 0 ? named.flatMap(testFiles) : selectedFiles(selection);
  if (files.length === 0) {
    say(`tests: no test file is in ${named.join(", ")}`);
    return 1;
  }
  const seconds = readSeconds();
  const batches = values.measure ? files.map((file) => [file]) : batchesOf(files, seconds);
  const ran = await runAll(batches, (batch) => run(batch, seconds, values.measure));
  for (const { output } of ran.filter(({ success }) => !success)) write(output);
  if (values.measure) {
    writeSeconds(Object.fromEntries(ran.map(({ files: [file], seconds }) => [file!, seconds!])));
  }
  for (const line of summaryLines(total(ran.map(({ counts }) => counts)))) say(line);
  return ran.every(({ success }) => success) ? 0 : 1;
}

async function runAll(
  batches: readonly string[][],
  run: (batch: string[]) => Promise<Ran>,
): Promise<Ran[]> {
  const ran: Ran[] = [];
  const waiting = batches.values();
  await Promise.all(Array.from({ length: WORKERS }, async () => {
    // All take from the same iterator: whoever is done takes the next.
    for (const files of waiting) {
      const one = await run(files);
      ran.push(one);
      if (one.success) write(one.output);
      const failed = ran.filter(({ success }) => !success).length;
      say(`tests: ${ran.length} of ${batches.length} batches have run, ${failed} failed`);
    }
  }));
  return ran;
}

async function run(files: readonly string[], known: Seconds, measures: boolean): Promise<Ran> {
  const test = [Deno.execPath(), ...TEST, ...argumentsFor(files, known)];
  const [path, ...args] = measures ? ["sh", "-c", TIMED, "sh", ...test] : test;
  const began = performance.now();
  const { success, stdout, stderr } = await new Deno.Command(path!, {
    args,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const elapsed = (performance.now() - began) / 1000;
  const decoder = new TextDecoder();
  const text = decoder.decode(stdout);
  const output = text + decoder.decode(stderr);
  const seconds = measures ? costOf(processorSeconds(text), elapsed, PROCESSORS / WORKERS) : null;
  const counts = countsIn(output);
  // A file that cannot be loaded has no test that failed.
  const failed = success ? 0 : Math.max(counts.failed, 1);
  return { files, output, success, counts: { ...counts, failed }, seconds };
}

function say(line: string): void {
  write(`${line}\n`);
}

function write(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}
