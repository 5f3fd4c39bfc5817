/** Fuzzes the linker: whatever a side module is, it is refused, or what is linked is valid. */
import { randomNumbers } from "../../tests/wire/random.ts";
import { damagedModule, tryToLink } from "../../tests/link/damaged.ts";
import type { Effort, Result } from "./effort.ts";
import { seedOf } from "./random.ts";

/** What was tried. */
export interface LinkerTally {
  inputs: number;
  linked: number;
  refused: number;
}

/** Links damaged modules until the effort is used up, or one of them is neither refused nor valid. */
export function fuzzLinker(
  { seed, enough, step = () => {} }: Effort,
  link: typeof tryToLink = tryToLink,
): Result<LinkerTally> {
  const tally = { inputs: 0, linked: 0, refused: 0 };
  for (; !enough(tally.inputs); tally.inputs++) {
    const inputSeed = seedOf(seed, tally.inputs);
    step(inputSeed);
    const stream = damagedModule(randomNumbers(inputSeed));
    try {
      tally[link(stream, "noted") ? "linked" : "refused"]++;
    } catch (error) {
      const explanation = `threw ${String(error).slice(0, 200)}`;
      const kind = `stray ${(error as Error).name}`;
      return { tally, finding: { kind, explanation, seed: inputSeed, stream, sizes: [] } };
    }
  }
  return { tally, finding: null };
}
