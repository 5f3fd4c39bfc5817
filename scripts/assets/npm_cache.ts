/** Deno's cache of npm packages, where importing one has put it. */
import { pathToFileURL } from "node:url";

/** What `deno info --json` says of a project, or of a file in it. @throws with what Deno says. */
export async function denoInfo(root: URL, ...files: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", ...files],
    cwd: root,
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) throw new Error(`deno info failed: ${new TextDecoder().decode(stderr).trim()}`);
  return new TextDecoder().decode(stdout);
}

/** The folder of the cache. */
export async function npmCache(root = new URL("../../", import.meta.url)): Promise<URL> {
  const { npmCache } = JSON.parse(await denoInfo(root)) as { npmCache: string };
  return pathToFileURL(`${npmCache}/`);
}

/** `npm/REGISTRY/NAME/VERSION/` in `cache`. @throws where it is not there. */
export function packageFolder(cache: URL, name: string, version: string): URL {
  for (const registry of Deno.readDirSync(cache)) {
    const folder = new URL(`${registry.name}/${name}/${version}/`, cache);
    if (exists(new URL("package.json", folder))) return folder;
  }
  throw new Error(`${name} ${version} is not in Deno's cache (try 'deno install')`);
}

function exists(file: URL): boolean {
  try {
    return Deno.statSync(file).isFile;
  } catch {
    return false;
  }
}
