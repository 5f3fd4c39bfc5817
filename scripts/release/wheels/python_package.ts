/**
 * The Python package: the client's one file, which people may also copy into a project, as `__init__.py`, and beside it the files
 * of `clients/python/package/`.
 */

const CLIENT = "clients/python/pysandbox.py";
const MORE = "clients/python/package/";

/** The files of the package, by their paths in it. */
export async function pythonPackage(root: URL): Promise<Map<string, Uint8Array>> {
  const files = new Map([["__init__.py", await Deno.readFile(new URL(CLIENT, root))]]);
  const folder = new URL(MORE, root);
  const names = [...Deno.readDirSync(folder)].filter(({ isFile }) => isFile).map(({ name }) =>
    name
  );
  for (const name of names.sort()) files.set(name, await Deno.readFile(new URL(name, folder)));
  return files;
}
