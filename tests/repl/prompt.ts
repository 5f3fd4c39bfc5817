/** The prompt with an interpreter that is a script, on a terminal of its own. */
import assert from "node:assert/strict";
import { Screen, type Setup } from "./screen.ts";

const ENTRY = new URL("../fixtures/repl/prompt.ts", import.meta.url);

const BANNER = `pysandbox 1.2.3: Python 3.14.2 in a sandbox, 30s a statement, 256MiB of memory
Type "help", "%limits", "%time STATEMENT" or "%reset"; "exit" or Ctrl-D leaves.
`;

/** Opens it, and waits for it to be ready. Behind its end the screen shows its status and the mode of the terminal. */
export async function openPrompt(
  words: readonly string[] = [],
  setup: Setup = {},
): Promise<Screen> {
  const command = [
    Deno.execPath(),
    "run",
    "--quiet",
    "--no-prompt",
    "-A",
    ENTRY.pathname,
    ...words,
  ];
  const screen = await Screen.open(
    command,
    setup,
    "echo status $? $(stty -a | grep -o '.icanon');",
  );
  await screen.endsWith("\n>>>");
  return screen;
}

/** Enters a statement, waits for the next prompt, and returns the screen. */
export async function enter(screen: Screen, source: string): Promise<string> {
  await screen.type(source);
  await screen.press("Enter");
  return await screen.endsWith("\n>>>");
}

/** Compares a screen with what it should be below the banner. */
export function assertBelowBanner(text: string, expected: string): void {
  assert.equal(text, BANNER + expected);
}
