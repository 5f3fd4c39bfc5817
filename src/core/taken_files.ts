/** Files that cross the wall, as far as everybody who passes them on has to know them. */

/** A file that was taken out of a sandbox, as the host has measured it. */
export interface TakenFile {
  /** From the folder that it was taken into, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** What came out of a sandbox. */
export interface TakenFiles {
  /** By path, in order. */
  readonly files: readonly TakenFile[];
  /** What is missing, and why; null where nothing is. */
  readonly problem: string | null;
}
