/** Makes npm packages: the one that people install, and one with an executable for each kind of machine. */
import { fileURLToPath, pathToFileURL } from "node:url";
import { BuildError } from "../build/build_error.ts";
import type { Package, PackageOptions } from "../packages/command.ts";
import { billOf, type Release } from "../packages/contents.ts";
import { descriptionOf } from "../packages/description.ts";
import type { PackedExecutable } from "../packages/executables.ts";
import { compileClient } from "./compile_client.ts";
import { executableManifest, mainManifest, type NpmManifest, packageName } from "./manifests.ts";

const README = "clients/typescript/README.md";

/** The package with the client, and with the command that starts an executable of another package. */
export async function mainPackage(
  release: Release,
  { repository }: PackageOptions,
): Promise<Package> {
  const { root, version, licenseText } = release;
  const page = await Deno.readTextFile(new URL(README, root));
  return await pack(mainManifest(release, repository), async (folder) => {
    compileClient(root, fileURLToPath(folder));
    await Deno.writeTextFile(
      new URL("README.md", folder),
      descriptionOf(page, README, { repository, version }),
    );
    await Deno.writeTextFile(new URL("LICENSE", folder), licenseText);
  });
}

/** The package with one executable. */
export async function executablePackage(
  release: Release,
  executable: PackedExecutable,
  { repository }: PackageOptions,
): Promise<Package> {
  const { target, bytes } = executable;
  return await pack(executableManifest(release, target, repository), async (folder) => {
    const text = {
      "LICENSE": release.licenseText,
      "NOTICES.txt": release.notices,
      "pysandbox.cdx.json": await billOf(release, executable),
      "README.md":
        `# ${packageName(target)}\n\nThe executable of pysandbox for ${target.name}. Install ` +
        "[pysandbox](https://www.npmjs.com/package/pysandbox), which depends on it.\n",
    };
    for (const [name, content] of Object.entries(text)) {
      await Deno.writeTextFile(new URL(name, folder), content);
    }
    await Deno.mkdir(new URL("bin/", folder));
    const file = new URL(`bin/pysandbox${target.os === "windows" ? ".exe" : ""}`, folder);
    await Deno.writeFile(file, bytes, { mode: 0o755 });
  });
}

/** A package of what is put into a folder, packed by npm: all files get the same time, so the same files the same bytes. */
async function pack(
  manifest: NpmManifest,
  fill: (folder: URL) => Promise<void>,
): Promise<Package> {
  const folder = await Deno.makeTempDir({ prefix: "pysandbox-npm-" });
  try {
    const contents = pathToFileURL(`${folder}/package/`);
    await Deno.mkdir(contents);
    await Deno.writeTextFile(
      new URL("package.json", contents),
      `${JSON.stringify(manifest, null, 2)}\n`,
    );
    await fill(contents);
    const name = await npmPack(folder);
    return { name, bytes: await Deno.readFile(`${folder}/${name}`) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** @throws {BuildError} if npm is not there, or refuses. */
async function npmPack(folder: string): Promise<string> {
  const args = ["pack", "--silent", "--ignore-scripts", "--pack-destination", ".", "./package"];
  const { success, stdout, stderr } = await new Deno.Command("npm", { args, cwd: folder }).output()
    .catch(() => {
      throw new BuildError("npm is needed to make npm packages, and is not on the PATH");
    });
  const decoder = new TextDecoder();
  if (!success) throw new BuildError("npm pack failed, see above", decoder.decode(stderr));
  return decoder.decode(stdout).trim();
}
