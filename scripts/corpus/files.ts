/** Files of a corpus: which there are, and what is in them. */
import { basename, join } from "node:path";

/** More in one file is data, and no source of a program. In bytes. */
const LARGEST_FILE = 8 * 2 ** 20;

/** The paths of the files below a folder, sorted, with forward slashes; without hidden files and folders. */
export function* filesBelow(folder: string, prefix = ""): Generator<string> {
  const entries = [...Deno.readDirSync(folder)].filter(({ name }) => !name.startsWith("."));
  for (const { name, isDirectory, isFile } of entries.sort(byName)) {
    if (name === "__pycache__") continue;
    if (isDirectory) yield* filesBelow(join(folder, name), `${prefix}${name}/`);
    else if (isFile) yield prefix + name;
  }
}

/**
 * The files that a path names: those below a folder, or the file itself.
 *
 * @returns for each the folder that its name is relative to, and that name.
 */
export function* filesOf(paths: readonly string[]): Generator<{ root: string; name: string }> {
  for (const path of paths) {
    if (!Deno.statSync(path).isDirectory) yield { root: join(path, ".."), name: basename(path) };
    else for (const name of filesBelow(path)) yield { root: path, name };
  }
}

/** Whether there is a file at this path, and not too large. */
export function isFile(path: string): boolean {
  try {
    const { isFile, size } = Deno.statSync(path);
    return isFile && size <= LARGEST_FILE;
  } catch {
    return false;
  }
}

/** The text of a file; null if it is not UTF-8 or too large. */
export function readText(path: string): string | null {
  if (!isFile(path)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Deno.readFileSync(path));
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Why {@link readText} gave nothing. */
export const NOT_TEXT = "it is not UTF-8, or larger than 8 MiB";

function byName(one: Deno.DirEntry, other: Deno.DirEntry): number {
  return one.name < other.name ? -1 : 1;
}
