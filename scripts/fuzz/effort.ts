/** What both fuzzers have in common: how long they run, and what they find. */
import type { Complaint } from "./judge.ts";

/** How long to run, and from which seed. */
export interface Effort {
  readonly seed: number;
  /** Whether to stop after this number of inputs. */
  readonly enough: (inputs: number) => boolean;
  /** Is told of each step, so that another process can tell where this one hung. */
  readonly step?: (seed: number) => void;
  /** How long to shrink a failing input. */
  readonly shrinkMs?: number;
}

/** An input that broke a promise. */
export interface Finding extends Complaint {
  /** A run with this seed begins with the input. */
  readonly seed: number;
  readonly stream: Uint8Array<ArrayBuffer>;
  /** Sizes of the chunks; the rest of the stream is one more chunk. */
  readonly sizes: readonly number[];
}

/** What was tried, by name, and the first finding. */
export interface Result<Tally> {
  readonly tally: Tally;
  readonly finding: Finding | null;
}
