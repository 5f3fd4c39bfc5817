/**
 * Patterns of paths, as `.gitignore` has them: `*` and `?` within a name, `**` as a whole name for any number of folders. In time that
 * grows with pattern times path, whatever is in either: paths may be a program's.
 */

/** Whether a path, with forward slashes, is one that the pattern means. */
export function matchesGlob(pattern: string, path: string): boolean {
  return matches(pattern.split("/"), path.split("/"), (part) => part === "**", matchesName);
}

/** Whether a name without slashes is one that the part of a pattern means. */
function matchesName(part: string, name: string): boolean {
  const isSame = (wanted: string, found: string) => wanted === "?" || wanted === found;
  return matches([...part], [...name], (character) => character === "*", isSame);
}

/** Matches one by one; behind the last wildcard that was met, everything is tried again one further. Earlier ones need no other try. */
function matches(
  wanted: readonly string[],
  found: readonly string[],
  isWildcard: (one: string) => boolean,
  isSame: (wanted: string, found: string) => boolean,
): boolean {
  let [at, foundAt] = [0, 0];
  let [wildcardAt, retryAt] = [-1, 0];
  while (foundAt < found.length) {
    if (at < wanted.length && isWildcard(wanted[at]!)) {
      [wildcardAt, retryAt] = [at++, foundAt];
    } else if (at < wanted.length && isSame(wanted[at]!, found[foundAt]!)) {
      at++;
      foundAt++;
    } else if (wildcardAt >= 0) {
      at = wildcardAt + 1;
      foundAt = ++retryAt;
    } else return false;
  }
  while (at < wanted.length && isWildcard(wanted[at]!)) at++;
  return at === wanted.length;
}
