/** Whatever says something of the programs: told of each as it ends, and of the end. */
import type { Totals } from "../totals/totals.ts";
import type { Vetted } from "../run/run_programs.ts";

/** How it all ended. */
export interface End {
  readonly totals: Totals;
  /** Why not all programs were run; null where all were. */
  readonly cutShort: string | null;
}

/** A report. */
export interface Reporter {
  /** Takes what came of a program. Another one waits until it has. */
  ended(vetted: Vetted): Promise<void>;
  /** Nothing more comes. */
  finish(end: End): Promise<void>;
}
