/** What an environment is asked to have. */

/** A requirement, and who has it. */
export interface Requested {
  /** As PEP 508 has it: `attrs>=25`. */
  readonly text: string;
  /** As the subject of a sentence: `the command line`, `requirements.txt line 3`; empty where nobody says so. */
  readonly by: string;
  /** Digests, one of which its wheel must have, in hexadecimal; none are any. */
  readonly hashes: readonly string[];
}

/** Everything that is asked for. */
export interface Request {
  readonly requirements: readonly Requested[];
  /** Which versions of Python somebody's program is for. */
  readonly requiresPython: readonly { readonly text: string; readonly by: string }[];
}
