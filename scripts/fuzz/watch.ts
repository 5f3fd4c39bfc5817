/** Runs the fuzzing process and watches it: an input on which it hangs or dies is a finding, too. */
import { damagedModule } from "../../tests/link/damaged.ts";
import { randomNumbers } from "../../tests/wire/random.ts";
import type { Finding } from "./effort.ts";
import { makeInput } from "./input.ts";
import { readProgress } from "./progress.ts";
import { type Answer, decodeResult } from "./result.ts";

/** What can be fuzzed. */
export const PARTS = ["wire", "supervisor", "linker"] as const;

/** One of the parts. */
export type Part = (typeof PARTS)[number];

/** What to fuzz, and how long. */
export interface Task {
  readonly part: Part;
  readonly seed: number;
  readonly seconds: number;
  /** The largest number of inputs; 0 for as many as there is time for. */
  readonly inputs: number;
  /** How long one step may take. */
  readonly patienceSeconds: number;
  /** Address of a module with another boundary; empty for the real one. */
  readonly boundary: string;
}

const PERMISSIONS = ["--allow-read", "--allow-write", "--allow-env", "--allow-run", "--allow-ffi"];

/** How often to look, in milliseconds. */
const INTERVAL_MS = 100;

/** The most memory that the fuzzing process may hold at its end, whatever it has read. */
const MOST_RESIDENT_BYTES = 1.5 * 2 ** 30;

/** Fuzzes in a separate process. */
export async function fuzzInProcess(task: Task): Promise<Answer> {
  const folder = await Deno.makeTempDir();
  try {
    return await runChild(task, `${folder}/progress`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function runChild(task: Task, file: string): Promise<Answer> {
  await Deno.writeFile(file, new Uint8Array(0));
  const { part, seed, seconds, inputs, boundary } = task;
  const argv = [part, seed, seconds, inputs, file, boundary].map(String);
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      ...PERMISSIONS,
      new URL("child.ts", import.meta.url).href,
      ...argv,
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const hung = watch(child, file, task.patienceSeconds);
  const { code, signal, stdout, stderr } = await child.output();
  const answer = decodeResult(new TextDecoder().decode(stdout));
  if (answer === null) {
    const how = await hung
      ? `it did nothing more for ${task.patienceSeconds} seconds`
      : `the process ended with ${signal ?? `status ${code}`}: ${firstLine(stderr)}`;
    const kind = await hung ? "hung" : "died";
    return { tally: {}, finding: findingAt(task, file, kind, how), residentBytes: 0 };
  }
  if (answer.finding !== null || answer.residentBytes <= MOST_RESIDENT_BYTES) return answer;
  const held = Math.round(answer.residentBytes / 2 ** 20);
  const explanation = `the process held ${held} MiB when it was done`;
  return { ...answer, finding: findingAt(task, file, "too much memory", explanation) };
}

/** Kills `child` if a step takes too long, and returns whether it did. */
async function watch(child: Deno.ChildProcess, file: string, patience: number): Promise<boolean> {
  let [count, since] = [0, performance.now()];
  let ended = false;
  const end = child.status.then(() => ended = true);
  while (!ended) {
    let timer;
    await Promise.race([end, new Promise((resolve) => timer = setTimeout(resolve, INTERVAL_MS))]);
    clearTimeout(timer);
    const now = readProgress(file)?.count ?? 0;
    if (now !== count) [count, since] = [now, performance.now()];
    // Before its first step the process starts, which may take any time.
    if (ended || count === 0 || performance.now() - since < patience * 1000) continue;
    child.kill("SIGKILL");
    return true;
  }
  return false;
}

/** The input of the last step, as it was made: it cannot be run again in this process, so it cannot be shrunk either. */
function findingAt(task: Task, file: string, kind: string, explanation: string): Finding {
  const seed = readProgress(file)?.seed ?? task.seed;
  if (task.part === "linker") {
    const stream = damagedModule(randomNumbers(seed));
    return { kind, explanation, seed, stream, sizes: [] };
  }
  const { stream, chunkings } = makeInput(seed);
  return { kind, explanation, seed, stream, sizes: chunkings[0]! };
}

function firstLine(stderr: Uint8Array): string {
  return new TextDecoder().decode(stderr).trim().split("\n")[0]!.slice(0, 200);
}
