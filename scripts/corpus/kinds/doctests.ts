/** Corpus `doctest`: each module with doctests is a program that runs them. */
import { join, posix } from "node:path";
import { bundle } from "../bundle.ts";
import { filesBelow, filesOf, isFile, NOT_TEXT, readText } from "../files.ts";
import { withImports } from "../imports.ts";
import type { IsWanted, Programs } from "../program.ts";

/**
 * The modules of folders, each with what it imports from its folder and the data files beside it that it names. The folder that
 * is named is the first place of imports.
 */
export async function* doctests(paths: readonly string[], isWanted: IsWanted): Programs {
  for (const { root, name } of filesOf(paths)) {
    if (!name.endsWith(".py") || !isWanted(name)) continue;
    const text = readText(join(root, name));
    if (text === null) yield { name, leftOut: NOT_TEXT };
    else if (text.includes(">>>")) {
      const files = new Map<string, string | Uint8Array>(
        withImports([name], (other) => readText(join(root, other))),
      );
      for (const path of dataBeside(root, name, text)) {
        files.set(path, Deno.readFileSync(join(root, path)));
      }
      yield { name, code: bundle(files, "doctests", moduleOf(name)) };
    }
  }
}

/** The dotted name of the module in a file. */
export function moduleOf(name: string): string {
  return name.replace(/\.py$/, "").replace(/(^|\/)__init__$/, "").replaceAll("/", ".");
}

function dataBeside(root: string, name: string, text: string): string[] {
  const folder = posix.dirname(name);
  return [...filesBelow(join(root, folder))]
    .filter((path) => !path.endsWith(".py") && text.includes(posix.basename(path)))
    .map((path) => posix.join(folder, path))
    .filter((path) => isFile(join(root, path)));
}
