/**
 * Bundles the executable's modules into few files, without comments and types. Each module that is loaded takes a part of every start,
 * of the host's and of the jail's, and Deno 2.6 reads all that it embeds at each of them.
 */
import { fileURLToPath } from "node:url";
import { BuildError } from "./build_error.ts";
import { gzipSync } from "node:zlib";
import { COMPRESSED } from "../../../src/core/build_folder.ts";
import { BUNDLE, COMPRESSIBLE, ENTRY } from "./compile_arguments.ts";
import { runDeno } from "./deno.ts";
import { spellOut } from "./later_modules.ts";
import { touch } from "./stage.ts";

/** How the name of a file with code ends. */
const CODE = ".ts";

/**
 * Moves everything from `modules`, the folder that `fillStage` has filled, to `stage`, the code as a bundle: what `import()` loads, and
 * what several of these share, is a file of its own.
 *
 * @throws {BuildError} where Deno's bundler fails, or a module would be found by a name that is computed at run time.
 */
export async function bundle(modules: URL, stage: URL): Promise<void> {
  for (const path of filesBelow(modules)) {
    const from = new URL(path, modules);
    if (path.endsWith(CODE)) {
      await Deno.writeTextFile(from, spellOut(await Deno.readTextFile(from), path));
    } else if (path === "deno.json" || path.startsWith("assets/build/")) {
      const to = new URL(path, stage);
      await Deno.mkdir(new URL("./", to), { recursive: true });
      if (COMPRESSIBLE.includes(path)) await compress(from, new URL(to.href + COMPRESSED));
      // Modules read version and commit from it, so it is on both sides.
      else await (path === "deno.json" ? Deno.copyFile(from, to) : Deno.rename(from, to));
    }
  }
  const output = new URL(BUNDLE, stage);
  const { success, stderr } = await runDeno([
    ...["bundle", "--quiet", "--no-lock", "--no-npm", "--no-remote", "--config", "deno.json"],
    ...["--platform", "deno", "--code-splitting", "--minify", "--outdir", fileURLToPath(output)],
    ENTRY,
  ], modules);
  if (!success) throw new BuildError("deno bundle failed, see above", stderr);
  for (const path of filesBelow(stage)) await touch(new URL(path, stage));
}

async function compress(from: URL, to: URL): Promise<void> {
  await Deno.writeFile(to, gzipSync(await Deno.readFile(from), { level: 9 }));
}

function filesBelow(folder: URL, prefix = ""): string[] {
  return [...Deno.readDirSync(new URL(prefix, folder))].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesBelow(folder, `${prefix}${name}/`) : [prefix + name]
  );
}
