/** Files in a folder of their own. */

/** Calls `test` in a new folder with these files, whose path it gets; the working folder is that one meanwhile. */
export async function inTree(
  files: Readonly<Record<string, string>>,
  test: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const before = Deno.cwd();
  try {
    for (const [path, text] of Object.entries(files)) {
      await Deno.mkdir(`${folder}/${path}/..`.replace(/\/[^/]+\/\.\.$/, ""), { recursive: true });
      await Deno.writeTextFile(`${folder}/${path}`, text);
    }
    Deno.chdir(folder);
    await test(folder);
  } finally {
    Deno.chdir(before);
    await Deno.remove(folder, { recursive: true });
  }
}
