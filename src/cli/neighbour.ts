/** Looks for a module beside a script. Nothing is read: only whether there is one. */

/**
 * The path of the module `name` in the folder of `script`: a file, or a package. Null where there is none.
 *
 * @param name as the program has it: an identifier.
 */
export async function neighbourOf(script: string, name: string): Promise<string | null> {
  const folder = script.replace(/[^/\\]*$/, "");
  for (const path of [`${folder}${name}.py`, `${folder}${name}`]) {
    const found = await Deno.stat(path).catch(() => null);
    if (found !== null && found.isDirectory !== path.endsWith(".py")) return path;
  }
  return null;
}
