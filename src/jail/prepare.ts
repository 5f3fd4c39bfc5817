/** HOSTILE ONCE A PROGRAM RUNS. What a jail does that has no program yet, so that the first one need not wait for it. */
import { encodeFrame, FrameType } from "../wire/frame.ts";
import { SOMETIMES_MODULES } from "./later_modules.ts";
import { type Jail, perform } from "./perform.ts";
import { NO_TERMINAL } from "./stdio.ts";

/** More than any memory that 32-bit WebAssembly can have. */
const WASM32_BYTES = 2 ** 32;

/** How many steps `warm.py` has. */
const WARM_STEPS = 3;

/** How long the host may take to ask, where somebody has waited, in milliseconds. */
const ASKED_MS = 10;

/**
 * Gets ready what a first program may need, step by step, while nobody asks: whoever waited for this jail gets it cold, which takes
 * him less than to wait longer.
 */
export function prepareUntilAsked(jail: Jail): void {
  const steps = [
    ...Array.from({ length: WARM_STEPS }, (_, step) => () => warmUp(jail, step)),
    ...Array.from({ length: SOMETIMES_MODULES }, (_, at) => () => jail.later.load(-1 - at)),
  ];
  for (const step of steps) {
    if (jail.channel.isAsked(ASKED_MS)) return;
    step();
  }
}

/**
 * Runs what the first program will need, so that the engine has compiled it by then. Nothing of this is seen outside, and
 * Python forgets it.
 *
 * @throws {Error} where that fails: a jail that cannot do this can do nothing.
 */
export function warmUp(jail: Jail, step: number): void {
  const message = {
    ...{ kind: "warm", name: String(step), args: [], env: {}, seed: null, terminals: NO_TERMINAL },
    ...{ colour: false, describe: true, maxHeapBytes: WASM32_BYTES, keep: false },
    renewInput: false,
  };
  const header = new TextEncoder().encode(JSON.stringify(message));
  jail.channel.silently(() => {
    const last = perform(jail, header, new Uint8Array(0));
    if (last.type !== FrameType.End) throw new Error("The warm-up failed");
    encodeFrame(last.type, last.payload);
  });
}
