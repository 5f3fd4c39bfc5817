/** Host functions across the wall: the round trip of a call, beyond what its client does itself, one after another and 32 at once. */
import { SANDBOX, start } from "./command.ts";
import { LineCutter } from "./line_process.ts";
import { percentile } from "./percentiles.ts";
import { figure } from "./statistics.ts";
import { line, table, target } from "./table.ts";

const ROW = 2000;
const AT_ONCE = 32;
const BATCHES = 100;
const ROUNDS = 5;

/** Programs that say how many milliseconds their calls took, all of them. */
const IN_A_ROW = `
import time
began = time.perf_counter()
for n in range(${ROW}):
    call(n)
(time.perf_counter() - began) * 1000`;

const AT_THE_SAME_TIME = `
import asyncio, time
async def main():
    began = time.perf_counter()
    for _ in range(${BATCHES}):
        await asyncio.gather(*(call.aio(n) for n in range(${AT_ONCE})))
    return (time.perf_counter() - began) * 1000
await main()`;

/** What the calls of one program took, and how much of that was the client's, in milliseconds. */
interface Taken {
  readonly all: number;
  readonly client: number;
}

/** Prints the section. Target: 0.5 ms for a call beyond the client's own work. */
export async function calls(): Promise<void> {
  await using client = new CallClient();
  // A server that has just started is not what is measured.
  await client.run(IN_A_ROW);
  const [row, batches]: [Taken[], Taken[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    row.push(await client.run(IN_A_ROW));
    batches.push(await client.run(AT_THE_SAME_TIME));
  }
  const median = (times: readonly number[]) => percentile(times, 50);
  const cells = (name: string, taken: readonly Taken[], count: number) => [
    name,
    ...[
      taken.map(({ all }) => all / count),
      taken.map(({ client }) => client / count),
      taken.map(({ all, client }) => (all - client) / count),
    ].map((times) => figure(median(times))),
  ];
  line(`calls of host functions, ms for each, median of ${ROUNDS}`);
  table([
    ["", "round trip", "client's own", "beyond it"],
    cells(`${ROW} in a row`, row, ROW),
    cells(`${AT_ONCE} at once, ${BATCHES} times`, batches, AT_ONCE * BATCHES),
  ]);
  const beyond = median(row.map(({ all, client }) => (all - client) / ROW));
  target("a call of at most 0.5 ms", `${figure(beyond)} ms`, beyond <= 0.5);
}

/** A client that answers each call at once. Disposing of it kills its server. */
class CallClient implements AsyncDisposable {
  readonly #child = start(SANDBOX, ["serve-stdio", "--quiet", "--timeout", "0"]);
  readonly #writer = this.#child.stdin.getWriter();
  readonly #reader = this.#child.stdout.getReader();
  readonly #encoder = new TextEncoder();
  readonly #cutter = new LineCutter();

  /** Runs a program, and answers its calls with what they gave. */
  async run(code: string): Promise<Taken> {
    const request = { id: 1, code, functions: [{ name: "call" }], maxCalls: 1_000_000 };
    await this.#write([JSON.stringify(request)]);
    for (let client = 0;;) {
      const { value, done } = await this.#reader.read();
      if (done) throw new Error("the server has ended");
      const began = performance.now();
      const answers: string[] = [];
      for (const text of this.#cutter.cut(value)) {
        const { event, call, args, output } = JSON.parse(text);
        if (event === "call") answers.push(JSON.stringify({ answer: call, value: args[0] }));
        else if (typeof output === "number") return { all: output, client };
        else throw new Error(`the server answered ${text}`);
      }
      await this.#write(answers);
      client += performance.now() - began;
    }
  }

  async #write(lines: readonly string[]): Promise<void> {
    await this.#writer.write(this.#encoder.encode(lines.map((one) => `${one}\n`).join("")));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
    await this.#reader.cancel();
    await this.#child.stderr.cancel();
  }
}
