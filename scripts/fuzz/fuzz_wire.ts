/** Fuzzes the reader of frames and the checks of messages. */
import { isDeepStrictEqual } from "node:util";
import { type Boundary, REAL } from "./boundary.ts";
import type { Effort, Result } from "./effort.ts";
import { type Input, makeInput } from "./input.ts";
import { judge } from "./judge.ts";
import { type Ending, type Reading, readStream } from "./model.ts";
import { REFUSED } from "./protocol.ts";
import { seedOf } from "./random.ts";
import { shrinkInput } from "./shrink.ts";

/** What was tried. */
export interface WireTally {
  inputs: number;
  /** Honest inputs. */
  honest: number;
  bytes: number;
  /** Messages that were accepted, and those that were refused. */
  accepted: number;
  refused: number;
  /** Streams by the way in which they ended. */
  readonly endings: Record<Ending, number>;
}

/** Feeds inputs to `boundary` until the effort is used up, or one of them fails. */
export async function fuzzWire(
  { seed, enough, step = () => {}, shrinkMs = 10_000 }: Effort,
  boundary: Boundary = REAL,
): Promise<Result<WireTally>> {
  const endings = { clean: 0, UnknownType: 0, TooLarge: 0, Truncated: 0 };
  const tally = { inputs: 0, honest: 0, bytes: 0, accepted: 0, refused: 0, endings };
  for (; !enough(tally.inputs); tally.inputs++) {
    const inputSeed = seedOf(seed, tally.inputs);
    step(inputSeed);
    const input = makeInput(inputSeed);
    const { stream } = input;
    const reading = readStream(stream);
    count(tally, input, reading);
    for (const sizes of input.chunkings) {
      const complaint = judge(boundary, stream, sizes, reading);
      if (complaint === null) continue;
      const smaller = await shrinkInput(stream, sizes, (candidate, given) => {
        step(inputSeed);
        return judge(boundary, candidate, given)?.kind === complaint.kind;
      }, shrinkMs);
      const final = judge(boundary, smaller.stream, smaller.sizes) ?? complaint;
      return { tally, finding: { ...final, ...smaller, seed: inputSeed } };
    }
  }
  return { tally, finding: null };
}

function count(tally: WireTally, { stream, meaning }: Input, { items, ending }: Reading): void {
  if (meaning !== null) {
    tally.honest++;
    if (ending !== "clean" || !isDeepStrictEqual(items, meaning)) {
      throw new Error("The model of the protocol does not read what the generator wrote");
    }
  }
  tally.bytes += stream.length;
  tally.endings[ending]++;
  for (const { bytes, message } of items) {
    if (bytes === null) message === REFUSED ? tally.refused++ : tally.accepted++;
  }
}
