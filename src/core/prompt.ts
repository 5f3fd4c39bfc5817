/** What a prompt sends to its interpreter, and what comes back. Everything that comes back is a claim of the sandboxed side. */

/** What a prompt sends: a statement, the question whether a source is a whole one, and the question which names complete it. */
export type PromptTask =
  | { readonly kind: "statement"; readonly source: Uint8Array<ArrayBuffer> }
  | { readonly kind: "check"; readonly source: Uint8Array<ArrayBuffer> }
  | {
    readonly kind: "complete";
    readonly source: Uint8Array<ArrayBuffer>;
    /** Where in the source the cursor is, in UTF-16 units. */
    readonly cursor: number;
  };

/** Whether a source is a whole statement: `single` mode of Python's `codeop`, where a last empty line ends a block. */
export type Completeness = "complete" | "incomplete" | "invalid";

/** The prompt after a statement. */
export interface PromptState {
  /** `sys.ps1` and `sys.ps2`. */
  readonly ps1: string;
  readonly ps2: string;
  /** Whether the statement requested to leave the prompt. */
  readonly leaves: boolean;
}

/** What came back of what a prompt sent, by its kind; null where the interpreter could not say. */
export type PromptAnswer =
  | { readonly kind: "statement"; readonly state: PromptState | null }
  | { readonly kind: "check"; readonly completeness: Completeness | null }
  | { readonly kind: "complete"; readonly names: readonly string[] | null };
