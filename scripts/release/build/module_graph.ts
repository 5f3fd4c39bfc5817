/**
 * Which modules the executable consists of: exactly what the entry imports, directly or indirectly.
 */
import { BuildError } from "./build_error.ts";

/** The part of `deno info --json` that is used here. */
export interface ModuleGraph {
  readonly modules: readonly {
    readonly specifier: string;
    readonly error?: string;
  }[];
}

/** Data outside of `src/` that modules import. */
const DATA: ReadonlySet<string> = new Set(["deno.json", "assets/manifest.json"]);

/**
 * The modules that are files of the project, as paths from its root.
 *
 * @throws {BuildError} if a module is missing, or does not belong in the executable: a test, a script, a package, a
 * module from the network.
 */
export function embeddedModules(graph: ModuleGraph, root: URL, entry: string): string[] {
  const files: string[] = [];
  for (const { specifier, error } of graph.modules) {
    if (error !== undefined) throw new BuildError(`${specifier}: ${error}`);
    if (specifier.startsWith("node:")) continue;
    const path = specifier.startsWith(root.href) ? specifier.slice(root.href.length) : null;
    if (path === null || !(path === entry || path.startsWith("src/") || DATA.has(path))) {
      throw new BuildError(
        `${entry} imports ${path ?? specifier}, which does not belong into the executable; ` +
          `expected files of src/, ${[...DATA].join(", ")}`,
      );
    }
    files.push(decodeURIComponent(path));
  }
  return files.sort();
}
