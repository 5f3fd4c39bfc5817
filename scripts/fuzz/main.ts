/**
 * Fuzzes the boundary between jail and host, and the linker: `deno task fuzz [--seconds N] [--seed N] [--inputs N] [--part
 * wire|supervisor|linker]`. Prints what it tried. Exits with 1 if something broke a promise, and prints the smallest input
 * that shows it.
 */
import { Buffer } from "node:buffer";
import { parseArgs } from "node:util";
import type { Finding } from "./effort.ts";
import { fuzzInProcess, type Part, PARTS, type Task } from "./watch.ts";

/** How many bytes of an input are printed: the seed reproduces all of them. */
const PRINTED_BYTES = 4096;

const OPTIONS = {
  seconds: { type: "string", default: "120" },
  seed: { type: "string", default: "" },
  inputs: { type: "string", default: "0" },
  part: { type: "string", default: "" },
  /** How many seconds one step may take. */
  patience: { type: "string", default: "30" },
  /** A module with another boundary, for the fuzzer's own tests. */
  boundary: { type: "string", default: "" },
} as const;

Deno.exit(await main(Deno.args));

async function main(args: readonly string[]): Promise<number> {
  let tasks: Task[];
  try {
    tasks = tasksOf(args);
  } catch (error) {
    line(`fuzz: ${(error as Error).message.replaceAll("\n", " ")}`);
    return 2;
  }
  for (const task of tasks) {
    line(`fuzz: ${task.part}, seed ${task.seed}`);
    const { tally, finding, residentBytes } = await fuzzInProcess(task);
    if (finding !== null) {
      report(task, finding);
      return 1;
    }
    line(
      `fuzz: ${task.part}: nothing found; ${JSON.stringify(tally)}, ${megabytes(residentBytes)}`,
    );
  }
  return 0;
}

function tasksOf(args: readonly string[]): Task[] {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const seed = values.seed === "" ? crypto.getRandomValues(new Uint32Array(1))[0]! : count("seed");
  const parts = values.part === "" ? PARTS : PARTS.filter((part) => part === values.part);
  if (parts.length === 0) {
    throw new Error(`--part: expected ${PARTS.join(", ")}; got '${values.part}'`);
  }
  const boundary = values.boundary === ""
    ? ""
    : new URL(values.boundary, `file://${Deno.cwd()}/`).href;
  const seconds = count("seconds") / parts.length;
  const [inputs, patienceSeconds] = [count("inputs"), count("patience")];
  return parts.map((part: Part) => ({ part, seed, seconds, inputs, patienceSeconds, boundary }));

  function count(name: "seed" | "seconds" | "inputs" | "patience"): number {
    const text = values[name];
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value < 2 ** 32) return value;
    throw new Error(`--${name}: expected a whole number below 4294967296; got '${text}'`);
  }
}

function report({ part }: Task, { kind, explanation, seed, stream, sizes }: Finding): void {
  const shown = Buffer.from(stream.subarray(0, PRINTED_BYTES)).toString("hex");
  const rest = stream.length > PRINTED_BYTES ? `... of ${stream.length} bytes` : "";
  line(`fuzz: ${part}: ${kind}: ${explanation}`);
  line(`again: deno task fuzz --part ${part} --seed ${seed} --inputs 1`);
  line(`chunks: ${sizes.length > 50 ? `${sizes.slice(0, 50)}...` : sizes}`);
  line(`bytes: ${shown}${rest}`);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB resident`;
}

function line(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}
