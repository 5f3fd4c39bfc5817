/**
 * The process that fuzzes. It may hang, or die for lack of memory, and lose its output. So before each step it stores
 * the seed of its input in a file, for the process that watches it.
 *
 * Arguments: part, seed, seconds, inputs (0 for as many as there is time for), the file, and the module of another
 * boundary that replaces the real one, or nothing.
 */
import { type Boundary, REAL } from "./boundary.ts";
import { fuzzLinker } from "./fuzz_linker.ts";
import { fuzzSupervisor } from "./fuzz_supervisor.ts";
import { fuzzWire } from "./fuzz_wire.ts";
import { progressWriter } from "./progress.ts";
import { encodeResult } from "./result.ts";

const [part, seed, seconds, inputs, file, boundary] = Deno.args as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const deadline = performance.now() + Number(seconds) * 1000;
const most = Number(inputs) || Infinity;
const enough = (done: number) => done >= most || performance.now() > deadline;
const effort = { seed: Number(seed), enough, step: progressWriter(file) };
const result = part === "wire"
  ? await fuzzWire(effort, await boundaryOf(boundary))
  : part === "supervisor"
  ? await fuzzSupervisor(effort)
  : fuzzLinker(effort);
const { rss } = Deno.memoryUsage();
const answer = new TextEncoder().encode(encodeResult({ ...result, residentBytes: rss }));
for (let at = 0; at < answer.length;) at += Deno.stdout.writeSync(answer.subarray(at));

async function boundaryOf(module: string): Promise<Boundary> {
  if (module === "") return REAL;
  return (await import(module) as { default: Boundary }).default;
}
