/**
 * Compares pysandbox with a native CPython by programs from outside this repository: `deno task corpus KIND PATH...`. Exits 0 if
 * nothing differs, 1 if something does, 2 if the command line is wrong, 125 if it could not compare, 130 or 143 after a signal.
 */
import { messageOf } from "../../src/core/errors.ts";
import { minorOf } from "./compare.ts";
import { findNative } from "./native.ts";
import { type Options, readOptions, USAGE } from "./options.ts";
import type { LeftOut } from "./program.ts";
import { type Row, runCorpus } from "./run_corpus.ts";
import { pythonOf, startSandbox } from "./sandbox.ts";
import { Summary } from "./summary.ts";

/** The most differences of one program in its line of JSON. */
const MOST_DIFFERENCES = 100;

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    write(Deno.stdout, `${USAGE}\n`);
    return 0;
  }
  let options: Options;
  try {
    options = readOptions(args, navigator.hardwareConcurrency);
  } catch (error) {
    write(Deno.stderr, `corpus: ${messageOf(error).replaceAll("\n", " ")}\n`);
    return 2;
  }
  try {
    return await compareAll(options);
  } catch (error) {
    write(Deno.stderr, `corpus: ${messageOf(error)}\n`);
    return 125;
  }
}

async function compareAll(options: Options): Promise<number> {
  const native = await findNative();
  const stopped = new AbortController();
  using _signals = onSignals((status) => stopped.abort(status));
  await using sandbox = startSandbox(options);
  const python = await pythonOf(sandbox);
  say(`corpus: ${options.kindName}: pysandbox's Python ${python}, native Python ${native.version}`);
  if (minorOf(python) !== minorOf(native.version)) {
    say("corpus: another minor version: what differs between versions is 'not judged'");
  }
  const summary = new Summary();
  using jsonl = options.jsonl === null ? null : Deno.createSync(options.jsonl);
  const onRow = (row: Row | LeftOut) => {
    if (jsonl !== null) write(jsonl, `${JSON.stringify(forJson(row))}\n`);
    if ("leftOut" in row) summary.leaveOut(row.name, row.leftOut);
    else summary.add(row.name, row.class, row.tests, row.differences);
    showProgress(summary);
  };
  await runCorpus(options, { native, sandbox, python }, onRow, stopped.signal);
  for (const line of summary.lines()) say(line);
  if (stopped.signal.aborted) {
    say("corpus: stopped before the end");
    return stopped.signal.reason;
  }
  const fine = ["same", "needs a package", "unstable", "not judged"] as const;
  const count = fine.reduce((sum, kind) => sum + summary.count(kind), 0);
  return count === summary.programs ? 0 : 1;
}

/** A row without what may be large. */
function forJson(row: Row | LeftOut): unknown {
  if ("leftOut" in row) return row;
  const { stdout: _theirs, ...native } = row.native;
  const { stdout: _ours, ...pysandbox } = row.pysandbox;
  return { ...row, native, pysandbox, differences: row.differences.slice(0, MOST_DIFFERENCES) };
}

function onSignals(stop: (status: number) => void): Disposable {
  const signals = [["SIGINT", 130], ["SIGTERM", 143]] as const;
  const heard = signals.filter(([name]) => name === "SIGINT" || Deno.build.os !== "windows")
    .map(([name, status]) => [name, () => stop(status)] as const);
  for (const [name, listener] of heard) Deno.addSignalListener(name, listener);
  return {
    [Symbol.dispose]: () => {
      for (const [name, listener] of heard) Deno.removeSignalListener(name, listener);
    },
  };
}

function showProgress(summary: Summary): void {
  if (!Deno.stderr.isTerminal()) return;
  write(Deno.stderr, `\r${summary.programs} programs, ${summary.count("same")} the same`);
}

function say(line: string): void {
  write(Deno.stdout, `${line}\n`);
}

function write(to: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += to.writeSync(bytes.subarray(at));
}
