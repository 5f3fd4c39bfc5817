/**
 * The process that soaks: the host itself, or the parent of the commands or of the server. It has a process group of
 * its own, and prints what it finds as one JSON object on its standard output.
 *
 * Arguments: form, number of runs, how many of them use a fresh interpreter, how many at once, seed, and a folder for
 * the runs' working directories.
 */
import { ensureAssets } from "../../src/host/assets.ts";
import { type Attack, readAttacks } from "../../tests/attacks/read_attack.ts";
import { BINARY } from "../../tests/e2e/command.ts";
import { Random } from "../fuzz/random.ts";
import { runByCommand } from "./by_command.ts";
import { SECRET, SECRET_VARIABLE, type Wrong } from "./ended.ts";
import type { Form, Soaked } from "./form.ts";
import { runInProcess } from "./in_process.ts";
import { type Sample, takeSample } from "./sample.ts";
import { soakForks } from "./serve/soak_forks.ts";
import { soakServer } from "./serve/soak_server.ts";

/** Samples are taken when nothing runs: after each of this number of parts. */
const PARTS = 8;

const [form, folder] = [Deno.args[0] as Form, Deno.args[5]!];
const [runs, fresh, atOnce, seed] = Deno.args.slice(1, 5).map(Number) as [
  number,
  number,
  number,
  number,
];
Deno.chdir(folder);
Deno.env.set(SECRET_VARIABLE, SECRET);
if (BINARY === undefined || form === "in-process") await ensureAssets(() => {});
const soaked = form === "serve"
  ? await soakServer({ requests: runs, fresh, atOnce, seed }, say)
  : form === "forks"
  ? await soakForks({ requests: runs, atOnce, seed }, say)
  : await soak(mix(runs, new Random(seed)), atOnce);
await new Blob([JSON.stringify(soaked)]).stream().pipeTo(Deno.stdout.writable);

async function soak(attacks: readonly Attack[], most: number): Promise<Soaked> {
  const statuses: Record<string, number> = {};
  const wrong: Wrong[] = [];
  const samples: Sample[] = [];
  const run = form === "command" ? (attack: Attack) => runByCommand(attack, folder) : runInProcess;
  for (let part = 0; part < PARTS; part++) {
    const [from, to] = [part, part + 1].map((one) => Math.round(one * attacks.length / PARTS));
    const left = attacks.slice(from, to).values();
    const worker = async () => {
      for (const attack of left) {
        const { status, faults } = await run(attack);
        statuses[status] = (statuses[status] ?? 0) + 1;
        for (const what of faults) {
          wrong.push({ attack: attack.name, what });
          say(`${attack.name}: ${what}`);
        }
      }
    };
    await Promise.all(Array.from({ length: most }, worker));
    samples.push(await takeSample(to!));
    say(`${to} of ${attacks.length} runs, ${wrong.length} wrong`);
  }
  return { statuses, wrong, samples };
}

/** `count` attacks: all that only run, in turn, each time in another order. A server takes what others show and make as well. */
function mix(count: number, random: Random): Attack[] {
  const all = readAttacks().filter(({ asks }) => asks === null);
  const mixed: Attack[] = [];
  while (mixed.length < count) {
    const turn = [...all];
    while (turn.length > 0) mixed.push(...turn.splice(random.below(turn.length), 1));
  }
  return mixed.slice(0, count);
}

function say(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`soak: ${form}: ${text}\n`));
}
