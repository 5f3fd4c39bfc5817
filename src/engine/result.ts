/** The results that an engine gives. */
import type { Outcome } from "../core/outcome.ts";
import type { RawJson } from "../core/raw_json.ts";

/** A program has ended: in a jail, or, stopped in time, before it had one. */
export interface Ended {
  readonly kind: "ended";
  /** How: measured by the host, but for what is `claimed`. */
  readonly outcome: Outcome;
  /** What it wrote. Empty where `onOutput` was given it. */
  readonly stdout: string;
  readonly stderr: string;
  /** Whether the limit of its output cut something off. */
  readonly truncated: boolean;
  /** Whether an earlier state of its session is gone because something ended it; this program began with a clean one. */
  readonly sessionLost: boolean;
  /** Whether this program was the end of its session. */
  readonly sessionEnded: boolean;
  /** Files that were wanted; null where none were. Named and filled by the program: nothing of them is checked but their paths. */
  readonly files: readonly OutputFile[] | null;
  /** What was left out of them, and why, in clauses. */
  readonly filesOmitted: readonly string[];
  /**
   * What the program has shown, in order; null where nobody has asked. Each is an object of MIME types: a text, in base64 where the type
   * is binary, or any JSON where that is the type. A claim of the program's, like its output.
   */
  readonly display: readonly RawJson[] | null;
}

/** A file that a program has made. */
export interface OutputFile {
  /** Leads down, with forward slashes; each system can have it. */
  readonly path: string;
  readonly contents: Uint8Array<ArrayBuffer>;
}

/** As many requests wait as may: nothing was begun. */
export interface QueueFull {
  readonly kind: "queue-full";
  /** How many wait. */
  readonly waiting: number;
}

/** The program would open a session, and as many are open as may be. */
export interface TooManySessions {
  readonly kind: "too-many-sessions";
  readonly open: number;
}

/** The program sets another cap on memory than its session has had from its first program on. */
export interface HeapMismatch {
  readonly kind: "heap-mismatch";
  /** The session's cap, in bytes. */
  readonly sessionBytes: number;
  readonly givenBytes: number;
}

/** The program's session is waiting for the answer to a call, which may be waiting for this program. */
export interface SessionWaits {
  readonly kind: "session-waits";
}

/** What comes of a program. */
export type Result = Ended | QueueFull | TooManySessions | HeapMismatch | SessionWaits;

/** What comes of closing a session. */
export type CloseResult =
  | { readonly kind: "closed"; /** Whether there was one. */ readonly existed: boolean }
  | QueueFull
  | SessionWaits;
