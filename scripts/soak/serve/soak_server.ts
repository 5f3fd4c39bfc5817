/** Sends thousands of requests to one real server, and now and then kills one of its processes. */
import { commandLine } from "../../../tests/e2e/command.ts";
import { Random } from "../../fuzz/random.ts";
import type { Wrong } from "../ended.ts";
import type { Soaked } from "../form.ts";
import { allProcesses } from "../processes.ts";
import { type Sample, sampleOf } from "../sample.ts";
import { SoakClient } from "./client.ts";
import type { Exchange } from "./exchange.ts";
import { mix, withId } from "./mix.ts";
import { MAX_LINE_BYTES } from "./refusals.ts";
import { linesOf, untilQuiet } from "./server_process.ts";
import { CountingSessions } from "./sessions.ts";

/** Samples are taken when nothing runs: after each of this number of parts. */
const PARTS = 8;

const SPARES = 2;
const SESSIONS = 6;

/** The parameters of one soak. */
export interface ServerPlan {
  readonly requests: number;
  /** About how many of them use a fresh interpreter. */
  readonly fresh: number;
  readonly atOnce: number;
  readonly seed: number;
}

/** Runs the soak to the server's end. */
export async function soakServer(
  { requests, fresh, atOnce, seed }: ServerPlan,
  say: (text: string) => void,
): Promise<Soaked> {
  const [path, args] = commandLine([
    "serve-stdio",
    ...["--workers", "4", "--spares", `${SPARES}`, "--max-sessions", `${SESSIONS}`],
    ...["--max-heap", "512", "--max-output", "64MiB", "--timeout", "120s"],
    ...["--max-line", `${MAX_LINE_BYTES / 1024}KiB`],
  ]);
  const child = new Deno.Command(path, { args, stdin: "piped", stdout: "piped", stderr: "piped" })
    .spawn();
  const errors = new Response(child.stderr).text();
  const input = child.stdin.getWriter();
  const wrong: Wrong[] = [];
  const samples: Sample[] = [];
  const complain = (fault: Wrong) => {
    wrong.push(fault);
    say(`${fault.attack}: ${fault.what}`);
  };
  const connection = { write: (bytes: Uint8Array) => input.write(bytes), lines: linesOf(child) };
  const client = new SoakClient(connection, complain);
  const sessions = new CountingSessions(SESSIONS);
  const random = new Random(seed);
  const all = mix(requests, fresh, sessions, random);
  let kills = 0;
  for (let part = 0; part < PARTS; part++) {
    const [from, half, to] = [part, part + 0.5, part + 1].map((one) =>
      cutAt(all, Math.round(one * all.length / PARTS))
    );
    await client.exchange(all.slice(from, half), atOnce);
    kills += await killOne(child.pid, random);
    await client.exchange(all.slice(half, to), atOnce);
    const closes = sessions.closingAll().map((ask, at) => withId(`close ${at}`, ask));
    await client.exchange(closes, atOnce);
    await untilQuiet(client, child.pid, SPARES);
    samples.push(await sampleOf(child.pid, to!, SPARES));
    say(`${to} of ${all.length} requests, ${wrong.length} wrong, ${kills} killed`);
  }
  // One kill affects one answer, or one session, or nothing.
  const lost = client.killed + sessions.unexplained;
  if (lost > kills) {
    complain({ attack: "kills", what: `${kills} jails were killed, ${lost} were said to be` });
  }
  await input.close();
  const { value } = await connection.lines.next();
  if (value !== undefined) complain({ attack: "end", what: `a line came after all: ${value}` });
  const { code } = await child.status;
  const said = await errors;
  if (code !== 0 || said !== "") complain({ attack: "end", what: `status ${code}: ${said}` });
  return { statuses: client.statuses, wrong, samples };
}

/** Where to cut near `at`: a cancel stays with the request before it, which nothing else would end. */
function cutAt(all: readonly Exchange[], at: number): number {
  return all[at]?.name === "cancel" ? at + 1 : at;
}

/** Kills one of the server's processes, whatever it is doing; returns how many were killed. */
async function killOne(server: number, random: Random): Promise<number> {
  const jails = (await allProcesses()).filter(({ parent, state }) =>
    parent === server && !state.startsWith("Z")
  );
  if (jails.length === 0) return 0;
  try {
    Deno.kill(random.pick(jails).pid, "SIGKILL");
    return 1;
  } catch {
    return 0; // It has ended by itself.
  }
}
