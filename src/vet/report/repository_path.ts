/** Where a file stands in its repository, as a reader of reports wants to know it. */
import { relative, resolve } from "node:path";

/** The folder that paths are counted from: the nearest above `folder` that has a `.git`; else `folder` itself. */
export async function repositoryRoot(folder: string): Promise<string> {
  for (let at = folder;; at = resolve(at, "..")) {
    if (await Deno.lstat(resolve(at, ".git")).then(() => true, () => false)) return at;
    if (resolve(at, "..") === at) return folder;
  }
}

/** The path from the root, with forward slashes; null for a file outside of it. */
export function repositoryPath(root: string, folder: string, path: string): string | null {
  const found = relative(root, resolve(folder, path)).replaceAll("\\", "/");
  const isOutside = found === ".." || found.startsWith("../") || /^(?:[a-z]:)?\//i.test(found);
  return isOutside ? null : found;
}

/** A path as a relative reference of an address (RFC 3986): what is no plain character of a name is escaped. */
export function uriOf(path: string): string {
  return path.toWellFormed().split("/").map(encodeURIComponent).join("/");
}
