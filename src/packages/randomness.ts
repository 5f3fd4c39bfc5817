/**
 * TRUSTED. Whether programs of a warmed-up environment draw random numbers as they should: each run others, and the same with the same
 * seed. Found out by running one.
 */
import type { EnvironmentPlace } from "../host/environment.ts";
import { oneLine } from "../core/one_line.ts";
import { MEBIBYTE } from "../core/units.ts";
import { jailCommand, SpawnedJail } from "../host/jail_process.ts";
import { CollectingSink } from "../host/output.ts";
import { supervise } from "../host/supervisor.ts";
import { NO_TERMINALS } from "./freeze.ts";
import { PackageError } from "./package_error.ts";

/** Says for each generator a number: those of the standard library, of numpy where that is loaded, and the names in its arguments. */
const PROGRAM = `
import os, random, sys, tempfile, uuid

def say(name, draw):
    print(name, draw())

say("os.urandom", lambda: os.urandom(8).hex())
say("random.random", random.random)
say("random.Random", lambda: random.Random().random())
say("uuid.uuid4", uuid.uuid4)
say("tempfile", lambda: next(tempfile._get_candidate_names()))
if numbers := sys.modules.get("numpy.random"):
    say("numpy.random.random", numbers.random)
    say("numpy.random.default_rng", lambda: numbers.default_rng().random())
for name in sys.argv[1:]:
    module, _, attribute = name.rpartition(".")
    say(name, lambda: random.Random.getrandbits(getattr(sys.modules[module], attribute), 64))
`;

const LIMITS = {
  ...{ timeoutMs: 30_000, cpuMs: null, maxHeapBytes: 256 * MEBIBYTE },
  maxOutputBytes: MEBIBYTE,
} as const;

/**
 * Runs the program twice without a seed, and twice with one.
 *
 * @param environment where it is.
 * @param generators names of further generators, with their modules.
 * @throws {PackageError} naming the generator that is not as it should be.
 */
export async function checkRandomness(
  environment: EnvironmentPlace,
  generators: readonly string[],
): Promise<void> {
  const runs = [];
  for (const seed of [null, null, 7n, 7n]) runs.push(await draw(environment, generators, seed));
  const [one, other, seeded, again] = runs.map((lines) => new Map(lines.map(asEntry)));
  for (const [name, number] of one!) {
    if (other!.get(name) === number) {
      throw new PackageError(`warmed up, ${name} draws the same in each run; expected others`);
    }
    if (seeded!.get(name) !== again!.get(name)) {
      throw new PackageError(`warmed up, ${name} draws others with the same --seed`);
    }
  }
}

async function draw(
  environment: EnvironmentPlace,
  generators: readonly string[],
  seed: bigint | null,
): Promise<string[]> {
  const [output, errors] = [new CollectingSink(), new CollectingSink()];
  await using jail = new SpawnedJail(jailCommand(LIMITS.maxHeapBytes, true, "run", environment));
  const source = new TextEncoder().encode(PROGRAM);
  const { outcome } = await supervise(
    {
      program: { kind: "code", name: "-c", source },
      ...{ args: generators, env: {}, limits: LIMITS, seed, walls: "auto" },
      ...{ terminals: NO_TERMINALS, colour: false, interactive: false },
    },
    false,
    {
      sinks: { stdout: output, stderr: errors },
      readStdin: () => Promise.resolve(null),
      stopRequests: () => ({ [Symbol.dispose]: () => {} }),
    },
    jail,
  );
  if (outcome.status !== "ok") {
    const last = (await errors.text()).trim().split("\n").at(-1) ?? "";
    throw new PackageError(
      `warmed up, its interpreter does not run: ${outcome.reason ?? oneLine(last)}`,
    );
  }
  return (await output.text()).trimEnd().split("\n");
}

function asEntry(text: string): [string, string] {
  const at = text.indexOf(" ");
  return [oneLine(text.slice(0, at)), text.slice(at)];
}
