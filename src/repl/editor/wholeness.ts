/** What Enter does, by the rules of CPython 3.14's own prompt. */
import type { Wholeness } from "../prompt_interpreter.ts";
import { withoutFinalIndentation } from "./indentation.ts";

/**
 * Whether Enter begins another line rather than ending the statement.
 *
 * @param text the whole statement.
 * @param cursor as an offset into it.
 * @param check what Python says of a source.
 */
export async function continues(
  text: string,
  cursor: number,
  check: (source: string) => Promise<Wholeness>,
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
  check: (source: string) => Promise<Wholeness>,
): Promise<boolean> {
  const source = withoutFinalIndentation(text);
  const wholeness = await check(source);
  if (wholeness !== "invalid") return wholeness === "incomplete";
  // A mistake in a block is only final when the block is: until then it can be mended.
  const lines = source.split("\n");
  return lines.length > 1 && lines.at(-1) !== "";
}
