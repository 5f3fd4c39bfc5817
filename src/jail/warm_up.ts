/** HOSTILE ONCE A PROGRAM RUNS. What a spare jail does while it has no request, so that the first one need not wait for it. */
import { BOUNDS } from "../wire/bounds.ts";
import { executeWarmUp, type Jail } from "./execute.ts";

/** How long to wait for a request before each step, in milliseconds: whoever has waited for this jail sends it at once. */
const REQUEST_MS = 10;

/** The step that a fork begins with. */
export const FORKS_STEP = BOUNDS.WARM_UP_STEPS - 1;

/** Warms up until a request comes: by steps, and by loading what few programs call. */
export function warmUpUntilAsked(jail: Jail): void {
  if (takeStepsUntilAsked(jail, 0)) return;
  for (const number of jail.lazyModules.likely) {
    if (jail.channel.hasInput(REQUEST_MS)) return;
    jail.lazyModules.load(number);
  }
}

/**
 * Takes the steps of the warm-up from `first` on, until a request comes. A request that comes early gets a jail that is not warm, which
 * takes it less time than to wait for the rest.
 *
 * @returns whether one came before all were taken.
 */
export function takeStepsUntilAsked(jail: Jail, first: number): boolean {
  const { channel, warmUpLeft } = jail;
  for (let step = first; step < BOUNDS.WARM_UP_STEPS; step++) {
    warmUpLeft.push(() => warmUp(jail, step));
  }
  while (warmUpLeft.length > 0) {
    if (channel.hasInput(REQUEST_MS)) return true;
    warmUpLeft.shift()!();
  }
  return false;
}

/**
 * Runs what the first program will need, so that the engine has compiled it by then. Nothing of this is seen outside, and
 * Python forgets it.
 *
 * @throws {Error} where that fails.
 */
export function warmUp(jail: Jail, step: number): void {
  jail.channel.silently(() => executeWarmUp(jail, step));
}
