/** What the command line asks for, typed and checked once: nothing later sees argv or the environment. */
import type { Limits } from "./limits.ts";
import type { PromptTask } from "./prompt.ts";

/** A program, and where its source comes from. `name` is what it is called by: its first word on a command line of Python. */
export type Program =
  | { readonly kind: "file"; readonly name: string; readonly source: Uint8Array<ArrayBuffer> }
  /** A folder with a `__main__.py`, whose files are given with the program. */
  | { readonly kind: "folder"; readonly name: string }
  | { readonly kind: "stdin"; readonly name: "-"; readonly source: Uint8Array<ArrayBuffer> }
  | { readonly kind: "code"; readonly name: "-c"; readonly source: Uint8Array<ArrayBuffer> }
  | { readonly kind: "module"; readonly name: string };

/** Whether the operating system's walls are required, built where possible, or left out. */
export type WallsMode = "require" | "auto" | "off";

/** What a terminal is to the program: its size, or null where a stream is no terminal. */
export interface Terminals {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly columns: number;
  readonly rows: number;
}

/** One program to run, or one thing that a prompt sends, with everything that it may see and use. */
export interface RunRequest {
  readonly program: Program | PromptTask;
  /** `sys.argv[1:]`. */
  readonly args: readonly string[];
  /** The only environment variables that the program sees. */
  readonly env: Readonly<Record<string, string>>;
  readonly limits: Limits;
  /** Makes entropy and clocks reproducible; null leaves them real. */
  readonly seed: bigint | null;
  readonly walls: WallsMode;
  readonly terminals: Terminals;
  /** Whether tracebacks may have colours. */
  readonly colour: boolean;
  /** Whether Ctrl-C interrupts the program, and no more than that: it is at a prompt. */
  readonly interactive: boolean;
}
