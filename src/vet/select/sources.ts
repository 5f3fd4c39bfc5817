/**
 * What the words of a command line mean: files, folders and patterns, in the order in which they were given and, within a folder,
 * of names. Files are looked at here, and read when their programs have their turn.
 */
import { UsageError } from "../../core/errors.ts";
import { fileProblem } from "../../core/file_problem.ts";
import { matchesGlob } from "../../core/globs.ts";
import { filesIn } from "./folder.ts";

/** How programs stand in a file. */
export type SourceKind = "python" | "markdown" | "json-lines";

/** A file with programs; or, where there is a problem, why it can be none. */
export interface Source {
  readonly path: string;
  readonly kind: SourceKind;
  readonly problem: string | null;
}

/** The word for standard input. */
export const STDIN = "-";

const KINDS: Readonly<Record<string, SourceKind>> = {
  py: "python",
  md: "markdown",
  markdown: "markdown",
  jsonl: "json-lines",
  ndjson: "json-lines",
};

/**
 * The files that the words mean, each once.
 *
 * @throws {UsageError} for a word that means none.
 */
export async function findSources(words: readonly string[]): Promise<Source[]> {
  const found = new Map<string, Source>();
  for (const word of words) {
    for (const source of await sourcesOf(word)) {
      if (!found.has(source.path)) found.set(source.path, source);
    }
  }
  return [...found.values()];
}

async function sourcesOf(word: string): Promise<Source[]> {
  if (word === STDIN) return [{ path: STDIN, kind: "json-lines", problem: null }];
  let info: Deno.FileInfo;
  // What Deno says of an empty path depends on its permissions.
  if (word === "") throw new UsageError("can't open '': no such file or folder");
  try {
    info = await Deno.stat(word);
  } catch (error) {
    const isMissing = error instanceof Deno.errors.NotFound;
    // Windows has no names with these characters, and does not say that such a file is missing.
    const canBePattern = isMissing || Deno.build.os === "windows";
    if (canBePattern && /[*?]/.test(word)) return await matching(word);
    if (!isMissing) throw new UsageError(`can't read '${word}': ${fileProblem(error)}`);
    throw new UsageError(`can't open '${word}': no such file or folder`);
  }
  if (info.isFile) {
    return [{ path: word, kind: kindOf(word) ?? "python", problem: null }];
  }
  if (!info.isDirectory) {
    throw new UsageError(`can't read '${word}': expected a file or a folder`);
  }
  const sources = await below(word, (path) => kindOf(path) === "python");
  if (sources.length > 0) return sources;
  throw new UsageError(`'${word}': no Python file is in this folder`);
}

/** The files that a pattern means, below the folder that it names before its first wildcard. */
async function matching(pattern: string): Promise<Source[]> {
  const parts = pattern.split("/");
  const fixed = parts.slice(0, parts.findIndex((part) => /[*?]/.test(part)));
  const folder = fixed.length === 0 ? "." : fixed.join("/") || "/";
  const sources = await below(
    folder,
    (path) => kindOf(path) !== null && matchesGlob(pattern, path),
  );
  if (sources.length > 0) return sources;
  throw new UsageError(`'${pattern}': no file with programs matches this pattern`);
}

async function below(folder: string, isWanted: (path: string) => boolean): Promise<Source[]> {
  const sources: Source[] = [];
  try {
    for await (const { path, problem } of filesIn(folder, isWanted)) {
      sources.push({ path, kind: kindOf(path)!, problem });
    }
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : new UsageError(`can't read '${folder}': ${fileProblem(error)}`);
  }
  return sources;
}

/** By the ending of the name; null where that says nothing. */
function kindOf(path: string): SourceKind | null {
  const ending = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(KINDS, ending) ? KINDS[ending]! : null;
}
