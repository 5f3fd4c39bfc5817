/**
 * The folder that is compiled: copies of exactly the files that belong into the executable. `deno
 * compile` embeds the time of each file's last change; here they are all the same, so that the same
 * files make the same executable, byte for byte.
 */
import { BuildError } from "./build_error.ts";
import { PACKAGES } from "./module_graph.ts";

/** The time of each file's last change. */
const NO_TIME = new Date(0);

/** What is put into the folder. */
export interface StageContents {
  /** The project's own files, as paths from its root. */
  readonly files: readonly string[];
  readonly version: string;
  readonly commit: string;
}

/** Fills `stage`, an empty folder, from the project at `root`. */
export async function fillStage(stage: URL, root: URL, contents: StageContents): Promise<void> {
  const imports: Record<string, string> = {};
  for (const name of PACKAGES) {
    const entry = new URL(import.meta.resolve(name));
    imports[name] = await addPackage(stage, name, entry);
  }
  for (const path of contents.files) {
    // This project's deno.json names its tools; the executable's says what it was made from.
    if (path === "deno.json") continue;
    await write(stage, path, await Deno.readFile(new URL(path, root)));
  }
  const { version, commit } = contents;
  await write(stage, "deno.json", encode({ version, commit, nodeModulesDir: "none", imports }));
}

/**
 * Copies the modules of a package that Deno has in its cache, where `deno.lock` was held against
 * it.
 *
 * @param entry the package's main module, which is expected in its top folder.
 * @returns where it is now, from the stage.
 */
async function addPackage(stage: URL, name: string, entry: URL): Promise<string> {
  const folder = new URL("./", entry);
  const about = JSON.parse(await Deno.readTextFile(new URL("package.json", folder)));
  if (about.type !== "module" || Object.keys(about.dependencies ?? {}).length > 0) {
    throw new BuildError(
      `the npm package ${name} ${about.version} cannot be embedded as plain files; ` +
        "expected ES modules without dependencies",
    );
  }
  for await (const path of modulesBelow(folder)) {
    await write(stage, `npm/${name}/${path}`, await Deno.readFile(new URL(path, folder)));
  }
  return `./npm/${name}/${entry.href.slice(folder.href.length)}`;
}

async function* modulesBelow(folder: URL, prefix = ""): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(prefix, folder))) {
    if (isDirectory) yield* modulesBelow(folder, `${prefix}${name}/`);
    else if (name.endsWith(".js")) yield prefix + name;
  }
}

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

async function write(stage: URL, path: string, bytes: Uint8Array): Promise<void> {
  const url = new URL(path, stage);
  await Deno.mkdir(new URL("./", url), { recursive: true });
  await Deno.writeFile(url, bytes);
  await Deno.utime(url, NO_TIME, NO_TIME);
}
