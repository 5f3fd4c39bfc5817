/**
 * Modules whose names `import()` does not spell out, as in `import(import.meta.resolve("./x.ts"))`. From source, Deno reads every
 * module that a first file may ever load, by a name that it can see, before it runs any of it. The price is that `deno compile`
 * does not find these.
 */

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

function* sourceFiles(root: URL, folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, root))) {
    if (isDirectory) yield* sourceFiles(root, `${folder}${name}/`);
    else if (name.endsWith(".ts")) yield folder + name;
  }
}
