/** HOSTILE ONCE A PROGRAM RUNS. What a spare jail does while it has no request, so that the first one need not wait for it. */
import { BOUNDS } from "../wire/bounds.ts";
import { executeWarmUp, type Jail } from "./execute.ts";

/** How long to wait for a request before each step, in milliseconds: whoever has waited for this jail sends it at once. */
const REQUEST_MS = 10;

/**
 * Warms up, step by step, until a request comes. A request that comes early gets a jail that is not warm, which takes it less time
 * than to wait for the rest.
 */
export function warmUpUntilAsked(jail: Jail): void {
  const { channel, lazyModules, warmUpLeft } = jail;
  for (let step = 0; step < BOUNDS.WARM_UP_STEPS; step++) {
    warmUpLeft.push(() => warmUp(jail, step));
  }
  while (warmUpLeft.length > 0) {
    if (channel.hasInput(REQUEST_MS)) return;
    warmUpLeft.shift()!();
  }
  for (const number of lazyModules.likely) {
    if (channel.hasInput(REQUEST_MS)) return;
    lazyModules.load(number);
  }
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
