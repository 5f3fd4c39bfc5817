/** TRUSTED. What a supervisor knows of files. Whoever uses none of them loads no more of it than this. */
import type { TakenFiles } from "../core/taken_files.ts";
import type { JailLink } from "./jail_link.ts";
import type { Reason } from "./reason.ts";

/** Files that go in. */
export interface GivesFiles {
  /** What they take in the sandbox, at least. */
  readonly bytes: number;
  /** How long a jail may take to have them. */
  readonly patienceMs: number;
  /**
   * Sends all of them.
   *
   * @param send takes bytes to the jail; false where it no longer listens.
   * @throws {CommandError} where one cannot be read.
   */
  sendTo(send: (bytes: Uint8Array<ArrayBuffer>) => Promise<boolean>): Promise<void>;
}

/** Files that come out. */
export interface TakesFiles {
  /** Takes them. A jail that lies, or a place that cannot take them, makes this reject; nothing of them is left then. */
  takeFrom(link: JailLink): Promise<{
    readonly taken: TakenFiles;
    /** What it changes of how the run ended; null where nothing is missing. */
    readonly reason: Reason | null;
  }>;
}

/** The files of one program. */
export interface Files {
  readonly in?: GivesFiles;
  readonly out?: TakesFiles;
}
