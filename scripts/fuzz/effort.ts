/** What both fuzzers have in common: how long they go on, and what they find. */
import type { Complaint } from "./judge.ts";

/** How long to go on, and from where. */
export interface Effort {
  readonly seed: number;
  /** Whether to stop after so many inputs. */
  readonly enough: (inputs: number) => boolean;
  /** Hears of each step, so that somebody else can tell where it hung. */
  readonly step?: (seed: number) => void;
  /** How long to make an input smaller that found something. */
  readonly shrinkMs?: number;
}

/** An input with which something broke a promise. */
export interface Finding extends Complaint {
  /** With this seed it is the first input. */
  readonly seed: number;
  readonly stream: Uint8Array<ArrayBuffer>;
  /** Sizes of the chunks; what they leave over is one more. */
  readonly sizes: readonly number[];
}

/** What was tried, by name, and the first thing found. */
export interface Result<Tally> {
  readonly tally: Tally;
  readonly finding: Finding | null;
}
