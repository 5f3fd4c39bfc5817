/** What the prompt needs of the interpreter in the sandbox. All its answers are claims, except what the host measured. */
import type { Completeness } from "../core/prompt.ts";
import type { Sink } from "../host/output.ts";

export type { Completeness };

/** What the host measured of a statement. */
export interface Measured {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Memory held afterwards: the Python heap and in-sandbox files, in bytes. */
  readonly heapBytes: number;
}

/** How a statement ended. Statuses are those of the table of exit codes. */
export type Ending =
  | { readonly kind: "done" }
  /** An uncaught exception, including KeyboardInterrupt: its traceback was written, the state is kept. */
  | { readonly kind: "error"; readonly status: number }
  /** The program asked to leave: `exit`, `quit()`, `sys.exit(3)`. */
  | { readonly kind: "exit"; readonly status: number }
  /** A limit stopped the statement; the state is kept. `reason` is one sentence. */
  | { readonly kind: "limit"; readonly status: number; readonly reason: string }
  /** The interpreter is gone, and its state with it. `reason` is one sentence. */
  | { readonly kind: "lost"; readonly status: number; readonly reason: string };

/** The end of a statement. */
export type Ended = Ending & Measured;

/**
 * A Python that keeps its state from statement to statement. It handles one request at a time. Nothing that the sandbox
 * does makes a promise reject, and `check` and `complete` settle soon after an interrupt, whatever runs.
 */
export interface Interpreter {
  /**
   * Runs a source of one or more statements. When the promise settles, its output has reached the streams. An
   * incomplete source is a SyntaxError, as at the end of a file.
   */
  run(source: string): Promise<Ended>;
  /** Whether Enter ends this source. Nothing of it is run. */
  check(source: string): Promise<Completeness>;
  /**
   * Names that complete the word before the cursor, each in full: `os.pat` gives `os.path`.
   *
   * @param cursor in UTF-16 code units.
   */
  complete(source: string, cursor: number): Promise<readonly string[]>;
  /** `sys.ps1` and `sys.ps2` as they were after the last statement. */
  prompts(): Prompts;
  /** Interrupts what runs (a statement, `check` or `complete`): Ctrl-C. */
  interrupt(): void;
  /** Replaces this interpreter by a clean one, whether it still lives or not. */
  reset(): Promise<void>;
  /** Memory held now, in bytes. */
  heapBytes(): number;
}

/** The prompts of the first line of a statement, and of the others. */
export interface Prompts {
  readonly ps1: string;
  readonly ps2: string;
}

/** Where a statement's output goes, and where its input comes from. */
export interface ProgramStreams {
  readonly stdout: Sink;
  readonly stderr: Sink;
  /**
   * Reads at most this number of bytes of what the user types; null is the end of the input. A read that still waits
   * when its statement ends never settles, and the next read takes its place.
   */
  readonly readStdin: (most: number) => Promise<Uint8Array | null>;
}
