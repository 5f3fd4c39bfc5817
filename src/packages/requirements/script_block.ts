/**
 * TRUSTED code that reads hostile bytes: what a script says that it needs, in comments (PEP 723). It is read in one pass over its lines.
 */
import { UsageError } from "../../core/errors.ts";
import { topLevel } from "./toml_top_level.ts";

/** What a script needs. */
export interface ScriptNeeds {
  /** As PEP 508 has them, not yet read. */
  readonly dependencies: readonly string[];
  /** Which versions of Python it is for; null where it does not say. */
  readonly requiresPython: string | null;
}

/** How a block begins. A text without it has none. */
export const BLOCK_START = "# /// script";

/** Longest block, and most dependencies. */
const [MOST_CHARACTERS, MOST_DEPENDENCIES] = [64 * 1024, 500];

/**
 * What a script needs; null where it does not say.
 *
 * @param name what errors call it.
 * @throws {UsageError} where it says so in a way that cannot be read.
 */
export function scriptNeeds(text: string, name: string): ScriptNeeds | null {
  const [block, ...others] = blocksOf(text);
  if (block === undefined) return null;
  const wrong = (problem: string) =>
    new UsageError(`${name}: its block '${BLOCK_START}' ${problem}`);
  if (others.length > 0) throw wrong("is there twice");
  if (block.length > MOST_CHARACTERS) throw wrong(`has more than ${MOST_CHARACTERS} characters`);
  const values = topLevel(block);
  if (typeof values === "string") throw wrong(`is no TOML: ${values}`);
  const dependencies = values.has("dependencies") ? values.get("dependencies") : [];
  const requiresPython = values.get("requires-python");
  if (!Array.isArray(dependencies) || !dependencies.every((one) => typeof one === "string")) {
    throw wrong("has 'dependencies' that are no array of strings");
  }
  if (dependencies.length > MOST_DEPENDENCIES) {
    throw wrong(`has more than ${MOST_DEPENDENCIES} dependencies`);
  }
  if (requiresPython === undefined) return { dependencies, requiresPython: null };
  if (typeof requiresPython === "string") return { dependencies, requiresPython };
  throw wrong("has a 'requires-python' that is no string");
}

/** The contents of all blocks. One goes from its first line to the last `# ///` among the comments that follow without a gap. */
function blocksOf(text: string): string[] {
  const lines = text.split("\n").map((line) => line.endsWith("\r") ? line.slice(0, -1) : line);
  const blocks: string[] = [];
  let start = -1;
  let end = -1;
  for (let at = 0; at <= lines.length; at++) {
    const line = lines[at];
    const isComment = line === "#" || line?.startsWith("# ") === true;
    if (isComment && start < 0 && line === BLOCK_START) start = at;
    else if (isComment && line === "# ///" && start >= 0 && at > start + 1) end = at;
    if (isComment) continue;
    if (end > 0) blocks.push(lines.slice(start + 1, end).map((one) => one.slice(2)).join("\n"));
    start = end = -1;
  }
  return blocks;
}
