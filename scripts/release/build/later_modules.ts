/**
 * Modules whose names `import()` does not spell out, as in `import(import.meta.resolve("./x.ts"))`. From source, Deno reads every
 * module that a first file may ever load, by a name that it can see, before it runs any of it. The price is that Deno's bundler does not
 * find these: for it, they are spelled out.
 */
import { BuildError } from "./build_error.ts";

const LATER = /\bimport\(\s*import\.meta\.resolve\(\s*"([^"\n]+)"\s*,?\s*\),?\s*\)/g;

/** The paths, from the project's root, of all modules that the command's code imports so. */
export function laterModules(root: URL): string[] {
  const files = ["cli.ts", ...sourceFiles(root, "src/")];
  const found = files.flatMap((file) => {
    const text = Deno.readTextFileSync(new URL(file, root));
    return [...text.matchAll(LATER)].map(([, specifier]) =>
      new URL(specifier!, `file:///${file}`).pathname.slice(1)
    );
  });
  return [...new Set(found)].sort();
}

/**
 * The text of a module with the names of those that it loads later where the bundler sees them.
 *
 * @param file its path, for the error.
 * @throws {BuildError} where another name is left that would be resolved at run time.
 */
export function spellOut(text: string, file: string): string {
  const spelled = text.replaceAll(LATER, 'import("$1")');
  if (!/\bimport\.meta\.resolve\((?!\))/.test(spelled)) return spelled;
  throw new BuildError(
    `${file}: expected import(import.meta.resolve("...")); got another use of import.meta.resolve`,
  );
}

function* sourceFiles(root: URL, folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, root))) {
    if (isDirectory) yield* sourceFiles(root, `${folder}${name}/`);
    else if (name.endsWith(".ts")) yield folder + name;
  }
}
