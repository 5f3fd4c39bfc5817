/** Throughput of the standard streams: output to a reader that discards it, and input from a writer that never waits. */
import { type CommandLine, nativePython, SANDBOX, start, UNHURRIED } from "./command.ts";
import { figure, interleave, range, type Variant } from "./statistics.ts";
import { line, table, target } from "./table.ts";

const ROUNDS = 5;
const FEWER_PRINTS = "stdout, 200,000 prints, native buffered, MB/s";
const WHOLE_COMMAND = "the same, whole command, native unbuffered, MB/s";
const MEGABYTE = 1_000_000;
const BYTES = 256 * MEGABYTE;

const BLOCKS = `
import sys
block = b"x" * 65536
for _ in range(${Math.ceil(BYTES / 65536)}):
    sys.stdout.buffer.write(block)
`;

const LINES = `
for number in range(1_000_000):
    print(number)
`;

const FEWER_LINES = LINES.replace("1_000_000", "200_000");

const READ = `
import sys, time
total = len(sys.stdin.buffer.read(65536))
began = time.perf_counter()
while block := sys.stdin.buffer.read(65536):
    total += len(block)
print(total, time.perf_counter() - began)
`;

/** What takes native Python's `print` out of its buffer at once. */
const UNBUFFERED = ["-u"];

/**
 * Prints the section. Targets: stdout at 100 MB/s; a native Python that buffers is at most four times as fast in printing, which is what
 * WebAssembly costs; one that does not, start-up included, at most twice.
 */
export async function io(): Promise<void> {
  const python = await nativePython();
  const measures: [
    name: string,
    nativeArgs: readonly string[],
    measure: (command: CommandLine, args: readonly string[]) => Promise<number>,
  ][] = [
    [
      "stdout, 64 KiB blocks, MB/s",
      UNBUFFERED,
      (command, args) => drain(command, [...args, "-c", BLOCKS]),
    ],
    [
      "stdout, a million prints, MB/s",
      UNBUFFERED,
      (command, args) => drain(command, [...args, "-c", LINES]),
    ],
    [FEWER_PRINTS, [], (command, args) => drain(command, [...args, "-c", FEWER_LINES])],
    [
      WHOLE_COMMAND,
      UNBUFFERED,
      (command, args) => drain(command, [...args, "-c", FEWER_LINES], true),
    ],
    [
      "stdin, 64 KiB reads, MB/s",
      UNBUFFERED,
      (command, args) => feed(command, [...args, "-c", READ]),
    ],
  ];
  line(`standard streams, ${BYTES / MEGABYTE} MB (prints: 6.9 MB), n = ${ROUNDS}, in turn`);
  const rows: string[][] = [["", "sandbox", "min-max", python.name, "min-max", "ratio"]];
  let [blocks, prints, whole] = [0, 0, 0];
  for (const [name, nativeArgs, measure] of measures) {
    const variants: Variant[] = [
      { name: python.name, sample: () => measure(python, nativeArgs) },
      { name: SANDBOX.name, sample: () => measure(SANDBOX, UNHURRIED) },
    ];
    const found = await interleave(variants, ROUNDS);
    const [native, ours] = [found.get(python.name)!, found.get(SANDBOX.name)!];
    if (name.includes("blocks")) blocks = ours.median;
    if (name === FEWER_PRINTS) prints = ours.median / native.median;
    if (name === WHOLE_COMMAND) whole = ours.median / native.median;
    rows.push([
      name,
      figure(ours.median),
      range(ours),
      figure(native.median),
      range(native),
      `${figure(ours.median / native.median)}x`,
    ]);
  }
  table(rows);
  target("stdout of at least 100 MB/s", `${figure(blocks)} MB/s`, blocks >= 100);
  target(
    "200,000 prints at least a quarter as fast as native",
    `${figure(prints)}x`,
    prints >= 0.25,
  );
  target("with start-up, half as fast as native `python -u`", `${figure(whole)}x`, whole >= 0.5);
}

/** MB/s of a program's output, from its first byte to its last, or from the start of the command. */
async function drain(
  command: CommandLine,
  args: readonly string[],
  isWhole = false,
): Promise<number> {
  let [bytes, began, ended] = [0, isWhole ? performance.now() : 0, 0];
  const child = start(command, args);
  await child.stdin.close();
  const complaints = new Response(child.stderr).text();
  for await (const chunk of child.stdout) {
    ended = performance.now();
    // The first chunk starts the clock and is not counted: its time is unknown.
    if (began === 0) began = ended;
    else bytes += chunk.length;
  }
  await expectSuccess(command, child, complaints);
  return bytes / MEGABYTE / ((ended - began) / 1000);
}

/** MB/s of a program's input, by the program's own clock. */
async function feed(command: CommandLine, args: readonly string[]): Promise<number> {
  const child = start(command, args);
  const complaints = new Response(child.stderr).text();
  const answer = new Response(child.stdout).text();
  const writer = child.stdin.getWriter();
  const block = new Uint8Array(MEGABYTE);
  for (let sent = 0; sent < BYTES; sent += block.length) await writer.write(block);
  await writer.close();
  await expectSuccess(command, child, complaints);
  const [total, seconds] = (await answer).split(" ").map(Number) as [number, number];
  if (total !== BYTES) throw new Error(`${command.name} read ${total} bytes of ${BYTES}`);
  return BYTES / MEGABYTE / seconds;
}

async function expectSuccess(
  command: CommandLine,
  child: Deno.ChildProcess,
  complaints: Promise<string>,
): Promise<void> {
  const { code } = await child.status;
  if (code !== 0) throw new Error(`${command.name} ended with ${code}: ${await complaints}`);
}
