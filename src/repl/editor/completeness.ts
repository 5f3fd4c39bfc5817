/** Decides what Enter does, by the rules of CPython 3.14's prompt. */
import type { Completeness } from "../prompt_interpreter.ts";
import { withoutFinalIndentation } from "./indentation.ts";

/**
 * Whether Enter begins another line instead of ending the statement.
 *
 * @param text the whole statement.
 * @param cursor as an offset into it.
 * @param check returns what Python says about a source.
 */
export async function continues(
  text: string,
  cursor: number,
  check: (source: string) => Promise<Completeness>,
): Promise<boolean> {
  const behind = text.slice(cursor);
  const isInside = behind.includes("\n");
  if (!isInside && !await needsMore(text, check)) return false;
  // An empty line at the end ends a block.
  const endsBlock = /\n\s*$/.test(text.slice(0, cursor)) && /^\s+$/.test(behind);
  return !endsBlock;
}

async function needsMore(
  text: string,
  check: (source: string) => Promise<Completeness>,
): Promise<boolean> {
  const source = withoutFinalIndentation(text);
  const completeness = await check(source);
  if (completeness !== "invalid") return completeness === "incomplete";
  // An error in a block is final only when the block has ended: until then the user can correct it.
  const lines = source.split("\n");
  return lines.length > 1 && lines.at(-1) !== "";
}
