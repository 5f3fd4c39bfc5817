/** Corpus `cpython`: the modules of CPython's own tests, `Lib/test`, each with what it imports of `test`. */
import { basename, join } from "node:path";
import { bundle, LARGEST_BUNDLE, sizeOf } from "../bundle.ts";
import { filesBelow, isFile, readText } from "../files.ts";
import { placesOf, withImports } from "../imports.ts";
import type { IsWanted, Programs } from "../program.ts";

/** What `test.support` loads by names that it computes, and what most tests use. */
const SUPPORT = ["test/__init__.py", "test/support/__init__.py", "test/support/testcase.py"];

/** The tests in folders `Lib/test`, which pysandbox's Python has not: each bundle brings its part of the package along. */
export async function* cpython(paths: readonly string[], isWanted: IsWanted): Programs {
  for (const folder of paths) {
    if (!isFile(join(folder, "support", "__init__.py"))) {
      yield { name: folder, leftOut: "it has no support/__init__.py, and so is no Lib/test" };
      continue;
    }
    const entries = [...Deno.readDirSync(folder)].filter(({ name }) => name.startsWith("test_"));
    for (const { name: entry, isDirectory } of entries.sort(byName)) {
      const name = entry.replace(/\.py$/, "");
      if ((!isDirectory && name === entry) || !isWanted(name)) continue;
      const files = filesFor(folder, name, isDirectory);
      if (sizeOf(files) > LARGEST_BUNDLE) yield { name, leftOut: "its files exceed 10 MiB" };
      else yield { name, code: bundle(files, "unittests", `test.${name}`) };
    }
  }
}

function filesFor(
  folder: string,
  name: string,
  isPackage: boolean,
): Map<string, string | Uint8Array> {
  const own = isPackage
    ? [...filesBelow(join(folder, name))].map((path) => `test/${name}/${path}`)
    : [`test/${name}.py`];
  const read = (path: string) =>
    path.startsWith("test/") ? readText(join(folder, path.slice("test/".length))) : null;
  const sources = own.filter((path) => path.endsWith(".py"));
  const named = sources.flatMap((path) => modulesNamedIn(read(path) ?? ""));
  const texts = withImports([...SUPPORT, ...sources, ...named], read);
  const files = new Map<string, string | Uint8Array>(texts);
  const data = own.filter((path) => !path.endsWith(".py"));
  const wanted = [...texts].filter(([path]) => !path.startsWith("test/support/"))
    .map(([, text]) => text).join("\n");
  for (const path of [...data, ...dataNamedIn(wanted, folder)]) {
    const from = join(folder, path.slice("test/".length));
    if (isFile(from)) files.set(path, Deno.readFileSync(from));
  }
  return files;
}

/** Where the modules are that a source names as texts, to import them afresh. */
function modulesNamedIn(text: string): string[] {
  return [...text.matchAll(/(["'])(test(?:\.\w+)+)\1/g)].flatMap(([, , name]) => placesOf(name!));
}

/** The data that a source names: files of `Lib/test`, and its folders that are no packages of tests. */
function dataNamedIn(text: string, folder: string): string[] {
  const words = new Set(text.match(/[\w.-]+/g));
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    if (name.startsWith("test_") && isDirectory || !words.has(basename(name))) return [];
    if (!isDirectory) return name.endsWith(".py") ? [] : [`test/${name}`];
    return name === "support"
      ? []
      : [...filesBelow(join(folder, name))].map((path) => `test/${name}/${path}`);
  });
}

function byName(one: Deno.DirEntry, other: Deno.DirEntry): number {
  return one.name < other.name ? -1 : 1;
}
