/** Corpus `scripts`: each Python file is a program. */
import { join } from "node:path";
import { filesOf, NOT_TEXT, readText } from "../files.ts";
import type { IsWanted, Programs } from "../program.ts";

/** The Python files of folders, each alone. */
export async function* scripts(paths: readonly string[], isWanted: IsWanted): Programs {
  for (const { root, name } of filesOf(paths)) {
    if (!name.endsWith(".py") || !isWanted(name)) continue;
    const code = readText(join(root, name));
    yield code === null ? { name, leftOut: NOT_TEXT } : { name, code };
  }
}
