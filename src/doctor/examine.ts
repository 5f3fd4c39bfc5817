/** TRUSTED. Tests on this machine, for real, everything that keeps a program in. */
import { type Check, failed, passed } from "../core/check.ts";
import type { EnvironmentFacts } from "../core/environment.ts";
import { messageOf } from "../core/errors.ts";
import type { EnvironmentPlace } from "../host/environment.ts";
import { checkFork, type TryFork, tryFork } from "./fork_check.ts";
import { checkLimits } from "./limit_checks.ts";
import { checkImage, checkNext, checkSandbox, HONEST, NEEDS } from "./sandbox_checks.ts";
import { describeSystem } from "./describe_system.ts";
import { checkStart, checkTraces, isRunning } from "./traces.ts";
import { type Trial, type Try, tryInJail } from "./trial.ts";
import { checkWalls } from "./wall_checks.ts";

/** The machine that is examined. */
export interface Machine {
  readonly system: string;
  /** The environment that is tried with it; null where that is none. */
  readonly environment: EnvironmentFacts | null;
  readonly tryInJail: Try;
  readonly tryFork: TryFork;
  readonly isRunning: (pid: number) => boolean;
}

/**
 * The machine that this process runs on.
 *
 * @param environment that programs are to have; null where they have none.
 */
export function thisMachine(
  environment: (EnvironmentFacts & { readonly place: EnvironmentPlace | null }) | null = null,
): Machine {
  const place = environment?.place ?? null;
  return {
    system: describeSystem(),
    environment,
    tryInJail: (attempt) => tryInJail(attempt, place),
    tryFork: () => tryFork(place),
    isRunning,
  };
}

/** Runs all checks, in the order in which they are shown. If no sandbox starts, the other checks are left out. */
export async function examine(machine: Machine): Promise<Check[]> {
  const trials: Trial[] = [];
  const record: Try = async (attempt) => {
    const trial = await machine.tryInJail(attempt);
    trials.push(trial);
    return trial;
  };
  const checks = [passed("system", machine.system)];
  if (machine.environment !== null) checks.push(passed("packages", describe(machine.environment)));
  let verifying: Trial;
  let first: Trial;
  try {
    verifying = await machine.tryInJail({ ...HONEST, verify: true });
    first = await record(HONEST);
  } catch (error) {
    return [...checks, failed("sandbox", messageOf(error), NEEDS)];
  }
  checks.push(checkImage(verifying), checkSandbox(first));
  if (!checks.at(-1)!.ok) return checks;
  checks.push(...checkWalls(first));
  checks.push(...await checkLimits(record));
  checks.push(checkNext(await record(HONEST)));
  checks.push(checkStart(trials));
  checks.push(checkFork(await machine.tryFork()));
  checks.push(checkTraces([verifying, ...trials], machine.isRunning));
  return checks;
}

function describe({ name, digest, packages }: EnvironmentFacts): string {
  const list = packages.map(({ name, version }) => `${name} ${version}`);
  return `${name} (${digest}): ${list.join(", ")}`;
}
