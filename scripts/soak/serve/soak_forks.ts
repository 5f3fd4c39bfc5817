/** Sends many short programs to one real server, each for an interpreter of its own: what is wrong with one fork in many thousands is to be seen. */
import { within } from "../../../src/host/within.ts";
import { commandLine } from "../../../tests/e2e/command.ts";
import { Random } from "../../fuzz/random.ts";
import type { Wrong } from "../ended.ts";
import type { Soaked } from "../form.ts";
import { type Sample, sampleOf } from "../sample.ts";
import { SoakClient } from "./client.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { forkedPrograms } from "./fork_programs.ts";
import { linesOf, untilQuiet } from "./server_process.ts";

/** Samples are taken when nothing runs: after each of this number of parts. */
const PARTS = 8;

const SPARES = 4;

/** How long a server may be silent while answers are due, in milliseconds: all that hangs is ended long before. */
const SILENCE_MS = 180_000;

/** Runs the soak to the server's end. */
export async function soakForks(
  { requests, atOnce, seed }: {
    readonly requests: number;
    readonly atOnce: number;
    readonly seed: number;
  },
  say: (text: string) => void,
): Promise<Soaked> {
  const [path, args] = commandLine([
    "serve-stdio",
    ...["--workers", "4", "--spares", `${SPARES}`, "--max-heap", "128", "--timeout", "60s"],
  ]);
  const child = new Deno.Command(path, { args, stdin: "piped", stdout: "piped", stderr: "piped" })
    .spawn();
  const errors = new Response(child.stderr).text();
  const input = child.stdin.getWriter();
  const wrong: Wrong[] = [];
  const complain = (fault: Wrong) => {
    wrong.push(fault);
    say(`${fault.attack}: ${fault.what}`);
  };
  const connection = {
    write: (bytes: Uint8Array) => input.write(bytes),
    lines: neverSilent(linesOf(child)),
  };
  const client = new SoakClient(connection, complain);
  const programs = forkedPrograms(new Random(seed));
  const samples: Sample[] = [];
  for (let part = 0; part < PARTS; part++) {
    const [from, to] = [part, part + 1].map((one) => Math.round(one * requests / PARTS));
    const some: Exchange[] = [];
    for (let n = from!; n < to!; n++) some.push(...programs(n));
    await client.exchange(some, atOnce);
    await untilQuiet(client, child.pid, SPARES);
    samples.push(await sampleOf(child.pid, to!, SPARES));
    say(`${to} of ${requests} programs, ${wrong.length} wrong, ${await makes(client)}`);
  }
  const { interpreters } = await client.ask({ ping: true }) as { interpreters: Makes };
  // Those that were booted: before there was a parent, and where a fork has failed.
  client.statuses.forked = interpreters.forked;
  client.statuses.booted = interpreters.booted;
  client.statuses.failed = interpreters.failed;
  if (interpreters.forking !== "ready" || interpreters.failed > 0) {
    complain({ attack: "forks", what: JSON.stringify(interpreters) });
  }
  await input.close();
  const { code } = await child.status;
  const said = await errors;
  if (code !== 0 || said !== "") complain({ attack: "end", what: `status ${code}: ${said}` });
  return { statuses: client.statuses, wrong, samples };
}

/** How the server says that interpreters were made. */
interface Makes {
  readonly forking: string;
  readonly forked: number;
  readonly booted: number;
  readonly failed: number;
}

async function makes(client: SoakClient): Promise<string> {
  const { interpreters } = await client.ask({ ping: true }) as Answer;
  return JSON.stringify(interpreters);
}

/** The same lines; a wait for one that lasts too long throws. */
async function* neverSilent(lines: AsyncGenerator<string>): AsyncGenerator<string> {
  for (;;) {
    const next = await within(SILENCE_MS, lines.next());
    if (next === null) throw new Error(`no line for ${SILENCE_MS / 1000} s`);
    if (next.done) return;
    yield next.value;
  }
}
