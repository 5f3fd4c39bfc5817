/** TRUSTED. Whether a server's interpreters are forked on this machine, or booted one by one. */
import { type Check, failed, passed, REPORT_IT } from "../core/check.ts";
import { messageOf } from "../core/errors.ts";
import { MEBIBYTE } from "../core/units.ts";
import type { EnvironmentPlace } from "../host/environment.ts";
import { openForks, whyNoForks } from "../host/open_forks.ts";

/** What came of making an interpreter by a fork. */
export interface ForkTrial {
  /** How long it took, walls included, once there was a process to fork. */
  readonly milliseconds: number;
  /** Why there was none; null where there was. */
  readonly whyNot: string | null;
  /** Walls around it that do not stand. */
  readonly missing: readonly string[];
}

/** Forks an interpreter, and ends it. */
export type TryFork = () => Promise<ForkTrial>;

/**
 * The same on this machine.
 *
 * @param place the environment that it has; null is what pysandbox itself carries.
 */
export async function tryFork(place: EnvironmentPlace | null = null): Promise<ForkTrial> {
  const nothing = { milliseconds: Number.NaN, missing: [] };
  await using forks = await openForks(64 * MEBIBYTE, true, place);
  if (forks === null) return { ...nothing, whyNot: whyNoForks() };
  const changed = Promise.withResolvers<void>();
  forks.onChange(changed.resolve);
  if (forks.prepare() === "starting") await changed.promise;
  try {
    const began = performance.now();
    const link = await forks.make();
    const milliseconds = performance.now() - began;
    const missing = link.hello!.system.filter(({ holds }) => !holds).map(({ name }) => name);
    await link.process[Symbol.asyncDispose]();
    return { milliseconds, whyNot: null, missing };
  } catch (error) {
    return { ...nothing, whyNot: forks.lastFault ?? messageOf(error) };
  }
}

/** Checks the fork. That there is none is no fault: servers then boot each interpreter, which takes longer. */
export function checkFork({ milliseconds, whyNot, missing }: ForkTrial): Check {
  if (whyNot !== null) {
    return passed("forks", `none: interpreters are booted one by one, because ${whyNot}`);
  }
  if (missing.length > 0) {
    return failed("forks", `a forked interpreter lacks ${missing.join(" and ")}`, REPORT_IT);
  }
  const rounded = Math.max(1, Math.round(milliseconds));
  return passed("forks", `an interpreter was forked in ${rounded} ms, walls included`);
}
