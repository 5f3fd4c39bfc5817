/** One wheel: the Python package and the executable, for one kind of machine. */
import type { Package, PackageOptions } from "../packages/command.ts";
import { billOf, type Release } from "../packages/contents.ts";
import { descriptionOf } from "../packages/description.ts";
import type { PackedExecutable } from "../packages/executables.ts";
import { LICENSE_FILES, metadataText } from "./metadata.ts";
import { platformTag } from "./platform_tag.ts";
import { pythonPackage } from "./python_package.ts";
import { type ZipEntry, zipOf } from "./zip_writer.ts";

const README = "clients/python/README.md";

/** Makes it. The same inputs give the same bytes. */
export async function wheelOf(
  release: Release,
  executable: PackedExecutable,
  { repository, epoch }: PackageOptions,
): Promise<Package> {
  const { version, license, licenseText, notices, root } = release;
  const tag = `py3-none-${platformTag(executable)}`;
  const page = await Deno.readTextFile(new URL(README, root));
  const description = descriptionOf(page, README, { repository, version });
  const info = `pysandbox-${version}.dist-info`;
  const command = executable.target.os === "windows" ? "pysandbox.exe" : "pysandbox";
  const entries: ZipEntry[] = [
    ...[...await pythonPackage(root)].map(([name, bytes]) => ({
      path: `pysandbox/${name}`,
      bytes,
    })),
    {
      path: `pysandbox-${version}.data/scripts/${command}`,
      bytes: executable.bytes,
      isExecutable: true,
    },
    text(`${info}/licenses/${LICENSE_FILES.own}`, licenseText),
    text(`${info}/licenses/${LICENSE_FILES.all}`, notices),
    text(`${info}/sboms/pysandbox.cdx.json`, await billOf(release, executable)),
    text(
      `${info}/WHEEL`,
      `Wheel-Version: 1.0\nGenerator: pysandbox (${version})\nRoot-Is-Purelib: false\nTag: ${tag}\n`,
    ),
    text(`${info}/METADATA`, metadataText({ version, license, description, repository })),
  ];
  entries.push(text(`${info}/RECORD`, await recordOf(entries, `${info}/RECORD`)));
  return { name: `pysandbox-${version}-${tag}.whl`, bytes: await zipOf(entries, epoch) };
}

function text(path: string, content: string): ZipEntry {
  return { path, bytes: new TextEncoder().encode(content) };
}

/** The list of all files with their digests, and of itself without one. */
async function recordOf(entries: readonly ZipEntry[], path: string): Promise<string> {
  const lines = await Promise.all(entries.map(async ({ path, bytes }) => {
    const digest = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
    const base64 = new Uint8Array(digest).toBase64({ alphabet: "base64url", omitPadding: true });
    return `${path},sha256=${base64},${bytes.length}\n`;
  }));
  return `${lines.join("")}${path},,\n`;
}
