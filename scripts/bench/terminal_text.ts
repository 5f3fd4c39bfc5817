/** The text that a terminal shows, from the bytes that it gets. */

/** Sequences that move the cursor, set colours, clear, or switch a mode. */
// deno-lint-ignore no-control-regex
const CONTROLS = /\x1b\[[0-9;?>=]*[a-zA-Z]|\x1b[=>]|\r/g;

/** How Python's prompt ends. */
const PROMPT = ">>> ";

/** The text without sequences. What is painted twice is in it twice. */
export function plainText(shown: string): string {
  return shown.replaceAll(CONTROLS, "");
}

/** Whether this ends with a prompt. */
export function endsWithPrompt(shown: string): boolean {
  return plainText(shown).endsWith(PROMPT);
}

/** Whether a statement has printed `value`, and the next prompt has appeared. */
export function endsWithValue(shown: string, value: string): boolean {
  return plainText(shown).endsWith(`\n${value}\n${PROMPT}`);
}
